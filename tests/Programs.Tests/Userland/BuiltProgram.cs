using System.ComponentModel;
using System.Diagnostics;

namespace Osmosis.Programs.Tests.Userland;

/// <summary>A program in C#, built with these tests, and what it did when it was run.</summary>
/// <param name="Status">Its status; 128 and the signal if one ended it.</param>
/// <param name="Output">The lines on standard output.</param>
/// <param name="Error">The lines on standard error.</param>
internal sealed record BuiltProgram(int Status, string[] Output, string[] Error)
{
    private const int NotExecutable = 8;
    private const string Emulator = "qemu-i386";

    private static readonly Lazy<bool> s_isNative = new(IsNative);

    /// <summary>
    /// Whether this Linux runs programs for the i386 itself. Where it doesn't, QEMU translates the program and passes
    /// its calls on to this Linux.
    /// </summary>
    public static bool RunsNatively => s_isNative.Value;

    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(Checkout.Root, "artifacts", "programs");

    /// <summary>Where a program is: those for tests alone lie outside the folder.</summary>
    public static string PathOf(string name) =>
        Path.Combine(name == "failing" ? Path.GetDirectoryName(Folder)! : Folder, name);

    /// <summary>Runs a program by a shell.</summary>
    /// <param name="command">What to type: <c>$program</c> is the program; what needs other memory than usual says it
    /// there.</param>
    public static BuiltProgram Run(string name, string command)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-program-");
        try
        {
            string program = RunsNatively ? PathOf(name) : $"{Emulator} {PathOf(name)}";
            ProcessStartInfo start = new("sh", ["-c", $"ulimit -c 0; {command}"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["program"] = program;
            start.Environment["USER"] = "tester";
            return Finish(Process.Start(start)!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BuiltProgram Finish(Process started)
    {
        using Process process = started;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] output = Lines(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return new BuiltProgram(process.ExitCode, output, Lines(errors.Result));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNative()
    {
        try
        {
            using Process process =
                Process.Start(new ProcessStartInfo(PathOf("hello")) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception exception) when (exception.NativeErrorCode == NotExecutable)
        {
            return false;
        }
    }
}
