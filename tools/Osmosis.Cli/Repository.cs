// The paths that the command works on (Home.cs says where they lie).
namespace Osmosis.Cli;

internal sealed record Repository(string Root)
{
    /// <summary>
    /// Names the folder in which a test run keeps the image and sources under test. If it is set, a command takes the
    /// kernel from there, writes its own files there, and builds nothing. So a run tests one image, and commands that
    /// its tests call leave the run's own reports alone.
    /// </summary>
    public const string TestedVariable = "OSMOSIS_TESTED";

    private static readonly string? s_tested =
        Environment.GetEnvironmentVariable(TestedVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>The folder for the commands' output.</summary>
    public string Artifacts => s_tested ?? Home.Made;

    /// <summary>The folder of an image to use as it is; null when images are built.</summary>
    public string? Tested { get; init; } = s_tested ?? (Home.IsInstalled ? Home.Built : null);

    /// <summary>The image's sources: the copy made by a test run, or the working tree.</summary>
    public string Sources => Tested is not null && Directory.Exists(Path.Combine(Tested, "sources"))
        ? Path.Combine(Tested, "sources") : Root;

    public string KernelProject => Path.Combine(Root, "src", "Kernel");

    public string KernelImage => Path.Combine(Tested ?? Artifacts, "osmosis.elf");

    /// <summary>The image's debug information, in DWARF.</summary>
    public string KernelDebug => Path.ChangeExtension(KernelImage, ".debug");

    /// <summary>gdb's extension for the kernel.</summary>
    public string DebuggerExtension => Path.Combine(Sources, "tools", "gdb", "osmosis.py");

    /// <summary>The folder of the targets, the record and the workloads.</summary>
    public string Benchmarks => Path.Combine(Root, "bench");

    /// <summary>The folder in which v86 is started.</summary>
    public string V86 => Path.Combine(Explorer, "scripts");

    /// <summary>The page that boots the kernel in a browser.</summary>
    public string Explorer => Path.Combine(Root, "explorer");

    /// <summary>The page of the shell, which has a session.</summary>
    public string ShellPage => Path.Combine(Root, "docs", "SHELL.md");

    /// <summary>What programs see.</summary>
    public string ProgramsPage => Path.Combine(Root, "docs", "PROGRAMS.md");

    public static Repository OfThisCommand() => new(Home.Root);

    /// <summary>The folder in which the kernel's build writes its object and the list of its assemblies.</summary>
    public string KernelObjects(string configuration) =>
        Path.Combine(KernelProject, "obj", configuration, "net10.0", "native");

    public string TestProject(string name) => Path.Combine(Root, "tests", name);
}
