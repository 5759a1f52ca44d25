// Messages of ./osmosis about its own work. They go to standard error, because standard output is for answers.
using Osmosis.Emulators;
using Osmosis.Measuring;
using Osmosis.Snapshot;
using Spectre.Console;

namespace Osmosis.Cli;

internal static class Messages
{
    private const string TraceVariable = "OSMOSIS_TRACE";

    private static readonly IAnsiConsole Console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(System.Console.Error),
        Ansi = System.Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private static int s_isSpinning;

    public static void Error(string message) => Say($"osmosis: {message}");

    /// <summary>
    /// One line about an exception that ends the command: its message if it was made for a reader, otherwise its type
    /// too, and how to see where it came from. With OSMOSIS_TRACE=1 everything about it.
    /// </summary>
    public static void Failure(Exception failure)
    {
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            System.Console.Error.WriteLine(failure);
        }

        string message = failure.Message.ReplaceLineEndings(" ").Trim();
        Error(IsForReaders(failure) ? message : $"{failure.GetType().Name}: {message} ({TraceVariable}=1 shows where)");
    }

    private static bool IsForReaders(Exception failure) =>
        failure is FailedException or EmulatorException or NoAnswerException or SnapshotException
            or BenchmarkException or InvalidDataException or KeyNotFoundException or IOException
            or UnauthorizedAccessException;

    public static void Say(string message)
    {
        try
        {
            System.Console.Error.WriteLine(message);
        }
        catch (Exception nobody) when (nobody is IOException or UnauthorizedAccessException)
        {
            // Standard error is closed, or its disk is full: there is nobody to tell.
        }
    }

    /// <summary>
    /// Shows <paramref name="what"/> while <paramref name="work"/> runs: a spinner on a terminal that shows none, else
    /// a plain line.
    /// </summary>
    public static async Task<T> WhileAsync<T>(string what, Func<Task<T>> work)
    {
        if (System.Console.IsErrorRedirected || Interlocked.Exchange(ref s_isSpinning, 1) == 1)
        {
            Say(what + " …");
            return await work();
        }

        try
        {
            return await Console.Status().StartAsync(Markup.Escape(what), _ => work());
        }
        finally
        {
            s_isSpinning = 0;
        }
    }
}
