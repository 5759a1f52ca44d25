// Where things are in the checkout this command was built from.
namespace Osmosis.Cli;

internal sealed record Repository(string Root)
{
    public string Artifacts => Path.Combine(Root, "artifacts");

    public string KernelProject => Path.Combine(Root, "src", "Kernel");

    public string KernelImage => Path.Combine(Artifacts, "osmosis.elf");

    /// <summary>The image's debug information, in DWARF.</summary>
    public string KernelDebug => Path.Combine(Artifacts, "osmosis.debug");

    /// <summary>What gdb is told of the kernel.</summary>
    public string DebuggerExtension => Path.Combine(Root, "tools", "gdb", "osmosis.py");

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
