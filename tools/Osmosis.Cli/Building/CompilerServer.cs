// One C# compiler for all builds of a command. Without it every project starts its own, which has to be compiled itself
// before it compiles, with all analyzers.
using System.Diagnostics;
using System.Globalization;

namespace Osmosis.Cli.Building;

internal static class CompilerServer
{
    // ./osmosis sets it to the name of the server with which it built this command.
    private const string Variable = "OSMOSIS_COMPILER";

    // MSBuild's properties, which it also takes from the environment.
    private const string Use = "UseSharedCompilation";
    private const string Id = "SharedCompilationId";

    // Where a server has its socket, whatever TMPDIR says. One that is ended leaves it.
    private const string Sockets = "/tmp";

    private static string? s_name;

    /// <summary>
    /// Takes over the server with which this command was built, if there is one. Whichever server there is ends with
    /// this command. Commands that this one starts have servers of their own.
    /// </summary>
    public static void TakeOver()
    {
        s_name = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <summary>
    /// MSBuild's options that let a build use the server, even where the environment turns servers off. The first build
    /// starts it. Where the environment names a server, whoever named it ends it, and no option is needed.
    /// </summary>
    public static string[] Options() => Environment.GetEnvironmentVariable(Id) is { Length: > 0 }
        ? [] : [$"-p:{Use}=true", DotnetBuild.Property(Id, Name())];

    /// <summary>Variables that let the builds of commands use the server.</summary>
    public static KeyValuePair<string, string>[] Variables() => [new(Use, "true"), new(Id, Name())];

    private static string Name() =>
        s_name ??= string.Create(CultureInfo.InvariantCulture, $"osmosis-{Environment.ProcessId}");

    private static void End()
    {
        if (Interlocked.Exchange(ref s_name, null) is not { } name)
        {
            return;
        }

        foreach (Process process in Process.GetProcesses().Where(process => IsServer(process, name)))
        {
            process.Kill();
        }

        File.Delete(Path.Combine(Sockets, name));
    }

    // The server has its name on its command line.
    private static bool IsServer(Process process, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0').Contains($"-pipename:{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return false;
        }
    }
}
