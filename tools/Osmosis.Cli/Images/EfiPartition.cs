// The part of an image that UEFI reads: a small FAT file system with GRUB for processors in 64-bit and in 32-bit mode.
namespace Osmosis.Cli.Images;

internal static class EfiPartition
{
    private const string Early = "early.cfg";

    // Otherwise it would have one made of the time.
    private const string SerialNumber = "4f534d4f";

    // Firmware looks for these names.
    private static readonly (string Format, string Name)[] s_loaders = [("x86_64-efi", "BOOTX64.EFI"),
        ("i386-efi", "BOOTIA32.EFI")];

    // There is no VGA text: GRUB shows its menu, and hands a framebuffer on.
    private static readonly string[] s_modules =
        ["iso9660", "search", "search_fs_file", "configfile", "normal", "multiboot", "multiboot2", "boot", "efi_gop",
            "efi_uga", "serial", "terminal"];

    // GRUB is started from the FAT file system, and looks for the rest in the image around it.
    private static readonly string[] s_early =
        [$"search --no-floppy --file --set=root {BootMenu.KernelPath}", "set prefix=($root)/boot/grub",
            "configfile $prefix/grub.cfg", ""];

    /// <summary>Makes it as a file.</summary>
    /// <param name="tools">Runs the tools, in a folder for what is needed on the way.</param>
    /// <param name="output">The file.</param>
    public static async Task WriteAsync(ImageTools tools, string output)
    {
        await File.WriteAllTextAsync(Path.Combine(tools.Folder, Early), string.Join('\n', s_early), tools.Cancel);
        await tools.RunAsync("mformat", "-C", "-f", "1440", "-N", SerialNumber, "-i", output, "::");
        await tools.RunAsync("mmd", "-i", output, "::/EFI", "::/EFI/BOOT");
        foreach ((string format, string name) in s_loaders)
        {
            await tools.RunAsync("grub-mkimage",
                ["-O", format, "-p", "/boot/grub", "-c", Early, "-o", name, .. s_modules]);
            File.SetLastWriteTimeUtc(Path.Combine(tools.Folder, name), ImageTools.Epoch);
            await tools.RunAsync("mcopy", "-m", "-i", output, name, $"::/EFI/BOOT/{name}");
        }
    }
}
