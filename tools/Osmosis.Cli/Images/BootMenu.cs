// GRUB's menu in our image.
namespace Osmosis.Cli.Images;

/// <param name="Title">The text in the menu.</param>
/// <param name="Loader">GRUB's command: <c>multiboot2</c> or <c>multiboot</c>.</param>
/// <param name="Options">The kernel's boot command line.</param>
internal sealed record MenuEntry(string Title, string Loader, string Options);

/// <param name="Chosen">The entry that starts by itself.</param>
/// <param name="Seconds">The delay; 0 starts at once, without showing the menu.</param>
internal sealed record BootMenu(int Chosen, int Seconds)
{
    public const string KernelPath = "/osmosis.elf";

    private const string Multiboot1 = "multiboot";
    private const string Multiboot2 = "multiboot2";
    private const int SecondsToChoose = 5;

    private static readonly (string Title, string Option)[] s_heaps = [("checked heap", "heap=checked"), ("plain heap", "heap=plain")];

    private static readonly (string Title, string Option)[] s_panics =
        [("stop after a panic", "panic=halt"), ("restart after a panic", "panic=reboot"), ("end the emulator after a panic", "panic=exit")];

    /// <summary>
    /// An entry for each mode of the heap and of panics, and the first mode again through the older protocol.
    /// </summary>
    public static readonly IReadOnlyList<MenuEntry> Entries =
    [
        .. from heap in s_heaps from panic in s_panics select Entry(heap, panic, "", Multiboot2),
        Entry(s_heaps[0], s_panics[0], ", by Multiboot 1", Multiboot1),
    ];

    /// <summary>The menu for people: the first entry, after some time to choose another.</summary>
    public static readonly BootMenu Ordinary = new(0, SecondsToChoose);

    /// <summary>Starts the first entry of a protocol at once.</summary>
    /// <param name="version">The version of Multiboot.</param>
    public static BootMenu Only(int version)
    {
        string loader = version == 1 ? Multiboot1 : Multiboot2;
        return new BootMenu(Enumerable.Range(0, Entries.Count).First(i => Entries[i].Loader == loader), 0);
    }

    /// <summary>The menu in GRUB's syntax.</summary>
    public string Text() => string.Join('\n',
    [
        $"set default={Chosen}",
        $"set timeout={Seconds}",
        .. Entries.Select(entry => $"menuentry \"{entry.Title}\" {{ {entry.Loader} {KernelPath} {entry.Options} }}"),
        "",
    ]);

    private static MenuEntry Entry((string Title, string Option) heap, (string Title, string Option) panic, string suffix, string loader) =>
        new($"OS/mosis: {heap.Title}, {panic.Title}{suffix}", loader, $"{heap.Option} {panic.Option}");
}
