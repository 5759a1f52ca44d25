// What the machines of the matrix boot.
using Osmosis.Cli.Images;
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

/// <param name="HaltAddress">The kernel's routine that switches off.</param>
internal sealed record MatrixImages(string Kernel, string Cd1, string Cd2, uint HaltAddress, string V86Folder)
{
    /// <summary>Makes an image for each version of Multiboot, whose menu starts that at once.</summary>
    public static async Task<MatrixImages> MakeAsync(Repository repository, CancellationToken cancel)
    {
        string Path(int version) => System.IO.Path.Combine(repository.Artifacts, $"multiboot{version}.iso");
        foreach (int version in (int[])[1, 2])
        {
            await new BootImage(BootMenu.Only(version), IsHybrid: false).WriteAsync(repository.KernelImage, Path(version), cancel);
        }

        uint halt = KernelImage.Load(repository.KernelImage).Method("Power", "Off");
        return new MatrixImages(repository.KernelImage, Path(1), Path(2), halt, repository.V86);
    }

    public string For(MatrixLoader loader) => loader.Medium == BootMedium.Kernel ? Kernel : loader.Multiboot == 1 ? Cd1 : Cd2;
}
