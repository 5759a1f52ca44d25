// Messages of ./osmosis about its own work. They go to standard error, because standard output is for answers.
using Spectre.Console;

namespace Osmosis.Cli;

internal static class Messages
{
    private static readonly IAnsiConsole Console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(System.Console.Error),
        Ansi = System.Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    public static void Error(string message) => System.Console.Error.WriteLine($"osmosis: {message}");

    public static void Say(string message) => System.Console.Error.WriteLine(message);

    /// <summary>Shows <paramref name="what"/> while <paramref name="work"/> runs: a spinner on a terminal, else a plain line.</summary>
    public static async Task<T> WhileAsync<T>(string what, Func<Task<T>> work)
    {
        if (System.Console.IsErrorRedirected)
        {
            Say(what + " …");
            return await work();
        }

        return await Console.Status().StartAsync(Markup.Escape(what), _ => work());
    }
}
