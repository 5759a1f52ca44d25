// The images that the machines of the matrix boot.
using Osmosis.Cli.Images;
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

/// <param name="HaltAddress">The kernel's routine that switches off.</param>
internal sealed record MatrixImages(string Kernel, string Cd1, string Cd2, uint HaltAddress, string V86Folder)
{
    /// <summary>
    /// Copies the kernel, so that all machines boot the same one whatever is built meanwhile. Then makes an image for
    /// each version of Multiboot, whose menu starts that version at once.
    /// </summary>
    public static async Task<MatrixImages> MakeAsync(Repository repository, CancellationToken cancel)
    {
        string folder = Path.Combine(repository.Artifacts, "matrix");
        string kernel = Path.Combine(folder, "osmosis.elf");
        Directory.CreateDirectory(folder);
        File.Copy(repository.KernelImage, kernel, overwrite: true);
        string Cd(int version) => Path.Combine(folder, $"multiboot{version}.iso");
        foreach (int version in (int[])[1, 2])
        {
            await new BootImage(BootMenu.Only(version), IsHybrid: false).WriteAsync(kernel, Cd(version), cancel);
        }

        return new MatrixImages(kernel, Cd(1), Cd(2), KernelImage.Load(kernel).Method("Power", "Off"), repository.V86);
    }

    public string For(MatrixLoader loader) =>
        loader.Medium == BootMedium.Kernel ? Kernel : loader.Multiboot == 1 ? Cd1 : Cd2;
}
