// Where things are in the checkout this command was built from.
namespace Osmosis.Cli;

internal sealed record Repository(string Root)
{
    /// <summary>
    /// Names the folder in which a run of the tests keeps what it tests. A command that it is set for takes the kernel from there, leaves there
    /// what it makes, and builds nothing: so a run tests one image, and commands that its tests call leave the run's own reports alone.
    /// </summary>
    public const string TestedVariable = "OSMOSIS_TESTED";

    private static readonly string? s_tested = Environment.GetEnvironmentVariable(TestedVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Where commands leave what they make.</summary>
    public string Artifacts { get; } = s_tested ?? Path.Combine(Root, "artifacts");

    /// <summary>The folder with the image that is used as it is; null when images are built.</summary>
    public string? Tested { get; init; } = s_tested;

    /// <summary>The sources of the image: those that a run of the tests copied with it, or the working tree.</summary>
    public string Sources => Tested is not null && Directory.Exists(Path.Combine(Tested, "sources")) ? Path.Combine(Tested, "sources") : Root;

    public string KernelProject => Path.Combine(Root, "src", "Kernel");

    public string KernelImage => Path.Combine(Tested ?? Artifacts, "osmosis.elf");

    /// <summary>The image's debug information, in DWARF.</summary>
    public string KernelDebug => Path.ChangeExtension(KernelImage, ".debug");

    /// <summary>What gdb is told of the kernel.</summary>
    public string DebuggerExtension => Path.Combine(Sources, "tools", "gdb", "osmosis.py");

    /// <summary>Targets, the record, and what is measured.</summary>
    public string Benchmarks => Path.Combine(Root, "bench");

    /// <summary>Where v86 is installed and started.</summary>
    public string V86 => Path.Combine(Root, "tools", "v86");

    /// <summary>The page that boots the kernel in a browser.</summary>
    public string Explorer => Path.Combine(Root, "explorer");

    public string Readme => Path.Combine(Root, "README.md");

    /// <summary>The entry script builds this command into artifacts/cli.</summary>
    public static Repository OfThisCommand() => new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..")));

    /// <summary>Where the kernel's build leaves its object and lists its assemblies.</summary>
    public string KernelObjects(string configuration) => Path.Combine(KernelProject, "obj", configuration, "net10.0", "native");

    public string TestProject(string name) => Path.Combine(Root, "tests", name);
}
