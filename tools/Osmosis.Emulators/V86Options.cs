// The machine that v86 emulates.
namespace Osmosis.Emulators;

/// <param name="Folder">The folder of machine.mjs, which finds the explorer's v86.</param>
/// <param name="ImagePath">The kernel, a Multiboot ELF file, loaded by v86; or a CD image that holds it.</param>
public sealed record V86Options(string Folder, string ImagePath)
{
    public const string Program = "node";

    /// <summary><see cref="BootMedium.Kernel"/> or <see cref="BootMedium.Cd"/>.</summary>
    public BootMedium Medium { get; init; } = BootMedium.Kernel;

    /// <summary>The first boot module of a kernel that v86 loads; null for none.</summary>
    public string? ModulePath { get; init; }

    public MemorySize Memory { get; init; } = MemorySize.FromMiB(64);
}
