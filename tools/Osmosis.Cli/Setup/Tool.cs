// An external program that OS/mosis uses.
using System.Text.RegularExpressions;
using Osmosis.Emulators;

namespace Osmosis.Cli.Setup;

/// <summary>The purpose of a tool. Each purpose includes the previous ones.</summary>
internal enum Purpose
{
    Build,
    Run,
    Debug,
    Test,
}

/// <param name="Program">Its name on the search path; or the path of a file that programs need.</param>
/// <param name="Package">The Debian package that has it (<see cref="PackageNames"/> has other distributions' names);
/// null if none has.</param>
/// <param name="Use">Its use, in a few words.</param>
/// <param name="Purpose">The first purpose that needs it.</param>
/// <param name="VersionArguments">Arguments that make it print its version.</param>
internal sealed partial record Tool(string Program, string? Package, string Use, Purpose Purpose,
    string VersionArguments = "--version")
{
    // Other failures do not matter if a version was printed: grub-file prints its version and then calls the option
    // unknown.
    private const int CouldNotBeLoaded = 127;

    private const string Grub = "grub-";

    // Debian's folders, by architecture, and the plain ones.
    private static readonly string[] LibraryFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/usr/lib", "/usr/local/lib"];

    /// <summary>The first sector of a disk with GRUB.</summary>
    public static readonly Tool GrubDiskStart = new("/usr/lib/grub/i386-pc/boot_hybrid.img", "grub-pc-bin",
        "is a part of images", Purpose.Test);

    /// <summary>The tools that make images, for <c>./osmosis iso</c> and for tests.</summary>
    public static readonly IReadOnlyList<Tool> Images =
    [
        new("strip", "binutils", "takes debuggers' symbols out of images", Purpose.Build),
        new("grub-mkimage", "grub-common", "makes the boot loader of images", Purpose.Test),
        GrubDiskStart,
        new("/usr/lib/grub/x86_64-efi/kernel.img", "grub-efi-amd64-bin", "is a part of images", Purpose.Test),
        new("/usr/lib/grub/i386-efi/kernel.img", "grub-efi-ia32-bin", "is a part of images", Purpose.Test),
        new("mformat", "mtools", "makes the part of images that UEFI reads", Purpose.Test),
        new("xorriso", "xorriso", "makes images", Purpose.Test),
    ];

    /// <summary>The tools that build the page of <c>./osmosis explore</c>.</summary>
    public static readonly IReadOnlyList<Tool> Explorer =
    [
        new("node", "nodejs", "builds the explorer, and runs the machine v86 in tests", Purpose.Test),
        new("npm", "npm", "gets the explorer's packages, and v86", Purpose.Test),
        new("/usr/share/seabios/bios.bin", "seabios", "is v86's firmware", Purpose.Test),
    ];

    /// <summary>A kernel is built without it, too.</summary>
    public static readonly Tool Git = new("git", "git", "names the commit built", Purpose.Build);

    public static readonly Tool Browser = new("chromium-headless-shell", "chromium-headless-shell",
        "is the explorer's browser, in tests and for its pictures", Purpose.Test);

    /// <summary>Compiles programs, for <c>./osmosis bench</c> and in tests.</summary>
    public static readonly Tool Compiler = new("gcc", "gcc", "compiles programs, in benchmarks and tests",
        Purpose.Test);

    public static readonly IReadOnlyList<Tool> All =
    [
        new("dotnet", null, "compiles C#", Purpose.Build),
        new("nasm", "nasm", "assembles", Purpose.Build, "-v"),
        new("ld", "binutils", "links the image", Purpose.Build),
        Git,
        new("qemu-system-i386", "qemu-system-x86", "is the machine", Purpose.Run),
        new("setpriv", "util-linux", "ends QEMU with this command", Purpose.Run),
        new("gdb", "gdb", "debugs", Purpose.Debug),
        new("qemu-img", "qemu-utils", "keeps what is stepped back to", Purpose.Debug),
        new("qemu-i386", "qemu-user", "runs programs where Linux doesn't, in tests", Purpose.Test),
        Compiler,
        new("cpio", "cpio", "judges archives, in tests", Purpose.Test),
        new("grub-file", "grub-common", "judges the image, in tests", Purpose.Test),
        .. Images,
        new("bochs-bin", "bochs", "is another machine, in tests", Purpose.Test, "--help"),
        new("/usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_term_gui.so", "bochs-term", "is its screen", Purpose.Test),
        new("/usr/share/bochs/BIOS-bochs-latest", "bochsbios", "is its firmware", Purpose.Test),
        new("/usr/share/vgabios/vgabios.bin", "vgabios", "is its screen's firmware", Purpose.Test),
        new(QemuFirmware.Uefi64Code, "ovmf", "is a firmware of QEMU, in tests", Purpose.Test),
        new(QemuFirmware.Uefi32Code, "ovmf-ia32", "is a firmware of QEMU, in tests", Purpose.Test),
        new("script", "bsdutils", "is its terminal", Purpose.Test),
        .. Explorer,
        Browser,
    ];

    /// <summary>Allocators to compare ours with, for <c>./osmosis bench --host</c> alone.</summary>
    public static readonly IReadOnlyList<Tool> Allocators =
    [
        new("libmimalloc.so.2", "libmimalloc2.0", "is compared with", Purpose.Build),
        new("libjemalloc.so.2", "libjemalloc2", "is compared with", Purpose.Build),
    ];

    /// <summary>Its path, or null.</summary>
    public string? Path => IsFile
        ? File.Exists(Program) ? Program : null
        : IsLibrary
        ? In(LibraryFolders, Program).FirstOrDefault(File.Exists)
        : Names.SelectMany(name => In(SearchPath(), name)).FirstOrDefault(IsExecutable);

    /// <summary>Whether it is a file without a version of its own.</summary>
    public bool IsFile => Program.StartsWith('/');

    private bool IsLibrary => Program.Contains(".so.", StringComparison.Ordinal);

    /// <summary>What is needed for a purpose. The installed tool has its kernel, and builds none.</summary>
    public static IReadOnlyList<Tool> For(Purpose purpose) =>
        [.. All.Where(tool => tool.Purpose <= purpose && (tool.Purpose != Purpose.Build || !Home.IsInstalled))];

    /// <summary>The version that it prints, or null if it prints none.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancel)
    {
        ProcessOutput output = await ProcessOutput.OfAsync(Path ?? Program, [VersionArguments], cancel: cancel);
        Match version = VersionNumber().Match(output.Text);
        return output.Status != CouldNotBeLoaded && version.Success ? version.Value : null;
    }

    // Where GRUB 1 was there too, GRUB's programs have another name.
    private IEnumerable<string> Names => Program.StartsWith(Grub, StringComparison.Ordinal)
        ? [Program, $"grub2-{Program[Grub.Length..]}"] : [Program];

    private static string[] SearchPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> In(IEnumerable<string> folders, string name) =>
        folders.Select(folder => System.IO.Path.Combine(folder, name));

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [GeneratedRegex(@"\d+\.\d+[\w.+~-]*")]
    private static partial Regex VersionNumber();
}
