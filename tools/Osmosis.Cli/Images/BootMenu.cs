// GRUB's menu in our image.
namespace Osmosis.Cli.Images;

/// <param name="Title">The text in the menu.</param>
/// <param name="Loader">GRUB's command: <c>multiboot2</c> or <c>multiboot</c>.</param>
/// <param name="Options">The kernel's boot command line.</param>
internal sealed record MenuEntry(string Title, string Loader, string Options);

/// <param name="Entries">The first starts by itself.</param>
/// <param name="Seconds">The delay; 0 starts at once, without showing the menu.</param>
internal sealed record BootMenu(IReadOnlyList<MenuEntry> Entries, int Seconds)
{
    public const string KernelName = "osmosis";

    // Where build/iso.sh puts them.
    private const string KernelPath = $"/{KernelName}.elf";
    private const string FilesPath = "/files.cpio";

    private const string Multiboot1 = "multiboot";
    private const string Multiboot2 = "multiboot2";
    private const int SecondsToChoose = 5;

    // On the first serial port too, if there is one.
    private static readonly string[] s_terminals =
    [
        "if serial --unit=0 --speed=115200; then",
        "  terminal_input console serial",
        "  terminal_output console serial",
        "fi",
    ];

    /// <summary>The menu for people: the first entry, after some time to choose another.</summary>
    public static readonly BootMenu Ordinary = new(
        [
            new("OS/mosis", Multiboot2, ""),
            new("OS/mosis, restarting after a panic", Multiboot2, "panic=reboot"),
            new("OS/mosis with a plain heap", Multiboot2, "heap=plain"),
        ],
        SecondsToChoose);

    /// <summary>Starts at once, by a protocol.</summary>
    /// <param name="version">The version of Multiboot.</param>
    public static BootMenu Only(int version) => new([new("OS/mosis", version == 1 ? Multiboot1 : Multiboot2, "")], 0);

    // The loaders ask for graphics, as the kernel's header allows it. Without a wish GRUB leaves VGA text where there
    // is any.
    private const string LeaveText = "set gfxpayload=";

    /// <summary>The menu in GRUB's syntax.</summary>
    /// <param name="hasFiles">Whether each entry loads the boot module with files.</param>
    public string Text(bool hasFiles) => string.Join('\n',
    [
        .. s_terminals,
        "set default=0",
        $"set timeout={Seconds}",
        .. Entries.Select(entry => $"menuentry \"{entry.Title}\" {{ {Load(entry, hasFiles)}; {LeaveText}; }}"),
        "",
    ]);

    private static string Load(MenuEntry entry, bool hasFiles) =>
        $"{entry.Loader} {KernelPath} {entry.Options}" + (hasFiles ? $"; {Module(entry)} {FilesPath}" : "");

    private static string Module(MenuEntry entry) => entry.Loader == Multiboot1 ? "module" : "module2";
}
