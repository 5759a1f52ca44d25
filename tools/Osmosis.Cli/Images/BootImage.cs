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

    private const string Script = "iso.sh";

    /// <summary>Puts a kernel into an image.</summary>
    /// <exception cref="FailedException">A tool failed, or the image is too large.</exception>
    public async Task WriteAsync(string kernel, string output, CancellationToken cancel)
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        try
        {
            string made = await MakeAsync(kernel, folder.Path, cancel);
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

    // The script makes images of other kernels too (kit/Osmosis.Sdk).
    private async Task<string> MakeAsync(string kernel, string folder, CancellationToken cancel)
    {
        string menu = Path.Combine(folder, "grub.cfg");
        await File.WriteAllTextAsync(menu, Menu.Text(hasFiles: Files is not null), cancel);
        string image = Path.Combine(folder, "image.iso");
        ProcessOutput output = await ProcessOutput.OfAsync("sh",
        [
            await ScriptAsync(folder, cancel), Path.GetFullPath(kernel), BootMenu.KernelName, menu, image,
            .. Files is null ? (string[])[] : ["--files", Path.GetFullPath(Files)],
            .. IsHybrid ? (string[])["--disk", Tool.GrubDiskStart.Program] : [],
        ], folder, cancel);
        return output.Succeeded ? image : throw new FailedException(output.Text.Trim());
    }

    private static async Task<string> ScriptAsync(string folder, CancellationToken cancel)
    {
        string path = Path.Combine(folder, Script);
        await using Stream text = typeof(BootImage).Assembly.GetManifestResourceStream(Script)!;
        await using FileStream file = File.Create(path);
        await text.CopyToAsync(file, cancel);
        return path;
    }
}
