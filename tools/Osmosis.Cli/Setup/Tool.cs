// A program that OS/mosis uses and did not bring along.
using System.Text.RegularExpressions;

namespace Osmosis.Cli.Setup;

/// <summary>What a tool is needed for. Each purpose includes the ones before it.</summary>
internal enum Purpose
{
    Build,
    Run,
    Debug,
    Test,
}

/// <param name="Program">Its name on the search path.</param>
/// <param name="Package">The Debian package that has it; null for what apt-get cannot give.</param>
/// <param name="Use">What it is used for, in a few words.</param>
/// <param name="Purpose">From which purpose on it is needed.</param>
/// <param name="VersionArguments">Arguments that make it print its version.</param>
internal sealed partial record Tool(string Program, string? Package, string Use, Purpose Purpose, string VersionArguments = "--version")
{
    // Other failures do not matter when a version was stated: grub-file states its own and then calls the option unknown.
    private const int CouldNotBeLoaded = 127;

    // Debian's, by architecture, and the plain ones.
    private static readonly string[] LibraryFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib"];

    public static readonly IReadOnlyList<Tool> All =
    [
        new("dotnet", null, "compiles C#", Purpose.Build),
        new("nasm", "nasm", "assembles", Purpose.Build, "-v"),
        new("ld", "binutils", "links the image", Purpose.Build),
        new("git", "git", "names the commit built", Purpose.Build),
        new("qemu-system-i386", "qemu-system-x86", "is the machine", Purpose.Run),
        new("setpriv", "util-linux", "ends QEMU with this command", Purpose.Run),
        new("gdb", "gdb", "debugs", Purpose.Debug),
        new("qemu-img", "qemu-utils", "keeps what is stepped back to", Purpose.Debug),
        new("grub-file", "grub-common", "judges the image, in tests", Purpose.Test),
    ];

    /// <summary>Allocators to compare ours with, for <c>./osmosis bench --host</c> alone.</summary>
    public static readonly IReadOnlyList<Tool> Allocators =
    [
        new("libmimalloc.so.2", "libmimalloc2.0", "is compared with", Purpose.Build),
        new("libjemalloc.so.2", "libjemalloc2", "is compared with", Purpose.Build),
    ];

    /// <summary>Where it is, or null.</summary>
    public string? Path => IsLibrary
        ? In(LibraryFolders).FirstOrDefault(File.Exists)
        : In((Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(IsExecutable);

    private bool IsLibrary => Program.Contains(".so.", StringComparison.Ordinal);

    public static IReadOnlyList<Tool> For(Purpose purpose) => [.. All.Where(tool => tool.Purpose <= purpose)];

    /// <summary>The version it states itself, or null if it could not be made to.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancel)
    {
        ProcessOutput output = await ProcessOutput.OfAsync(Program, [VersionArguments], cancel: cancel);
        Match version = VersionNumber().Match(output.Text);
        return output.Status != CouldNotBeLoaded && version.Success ? version.Value : null;
    }

    private IEnumerable<string> In(IEnumerable<string> folders) => folders.Select(folder => System.IO.Path.Combine(folder, Program));

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [GeneratedRegex(@"\d+\.\d+[\w.+~-]*")]
    private static partial Regex VersionNumber();
}
