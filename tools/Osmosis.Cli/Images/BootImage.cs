// Makes an image of a CD, or of a disk, that boots the kernel through GRUB, by BIOS and by UEFI: the same bytes on
// every machine and at every time.
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Images;

/// <param name="Menu">GRUB's menu.</param>
/// <param name="IsHybrid">Whether it also boots as a hard disk, such as a USB stick.</param>
/// <param name="Files">The path of the boot module to put beside the kernel; null for none.</param>
internal sealed record BootImage(BootMenu Menu, bool IsHybrid, string? Files = null)
{
    /// <summary>Images without files must be smaller than this.</summary>
    public const long SizeLimit = 3 << 20;

    private const string Core = "boot/grub/core.img";
    private const string Efi = "boot/grub/efi.img";
    private const string Configuration = "boot/grub/grub.cfg";

    // Without it the last part of the image is not found.
    private const int Padding = 32 * 1024;

    private static readonly string[] s_grubModules = ["biosdisk", "iso9660", "normal", "multiboot", "multiboot2",
        "boot", "serial", "terminal"];

    /// <summary>Puts a kernel into an image.</summary>
    /// <exception cref="FailedException">A tool failed, or the image is too large.</exception>
    public async Task WriteAsync(string kernel, string output, CancellationToken cancel)
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        try
        {
            string made = await MakeAsync(kernel, new ImageTools(folder.Path, cancel));
            long size = new FileInfo(made).Length;
            if (Files is null && size >= SizeLimit)
            {
                throw new FailedException($"the image would have {size} bytes; it must have fewer than {SizeLimit}");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            File.Move(made, output, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"cannot write {output}: {failure.Message}");
        }
    }

    // Debuggers' symbols are left out, because the kernel has its own table.
    private async Task<string> MakeAsync(string kernel, ImageTools tools)
    {
        string content = Path.Combine(tools.Folder, "content");
        string In(string path) => Path.Combine(content, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(In(Core))!);
        await File.WriteAllTextAsync(In(Configuration), Menu.Text(hasFiles: Files is not null), tools.Cancel);
        if (Files is not null)
        {
            File.Copy(Files, In(BootMenu.FilesPath));
        }

        await tools.RunAsync("strip", "--strip-all", "-o", In(BootMenu.KernelPath), Path.GetFullPath(kernel));
        await tools.RunAsync("grub-mkimage",
            ["-O", "i386-pc-eltorito", "-p", "/boot/grub", "-C", "xz", "-o", In(Core), .. s_grubModules]);
        await EfiPartition.WriteAsync(tools, In(Efi));
        foreach (FileSystemInfo entry in new DirectoryInfo(content)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            entry.LastWriteTimeUtc = ImageTools.Epoch;
        }

        Directory.SetLastWriteTimeUtc(content, ImageTools.Epoch);
        string image = Path.Combine(tools.Folder, "image.iso");
        await tools.RunAsync("xorriso", ImageArguments(image, content));
        using FileStream stream = new(image, FileMode.Open);
        stream.SetLength(stream.Length + Padding);
        return image;
    }

    // Without the weights the files' order in the image would follow their inode numbers on the host.
    private string[] ImageArguments(string image, string content) =>
    [
        "-as", "mkisofs", "-quiet", "-r", "-no-pad", "-V", "OSMOSIS",
        "--sort-weight", "4", $"/{Core}", "--sort-weight", "3", $"/{Efi}", "--sort-weight", "2", $"/{Configuration}",
        "--sort-weight", "1", BootMenu.KernelPath,
        "-b", Core, "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table", "--grub2-boot-info",
        .. IsHybrid ? (string[])["--grub2-mbr", Tool.GrubDiskStart.Program, "--protective-msdos-label"] : [],
        "--efi-boot", Efi, .. IsHybrid ? (string[])["-efi-boot-part", "--efi-boot-image"] : [],
        "-o", image, content,
    ];
}
