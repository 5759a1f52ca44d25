// One combination of emulator, machine, processor, memory and boot loader.
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

/// <param name="Name">Its name in the tables.</param>
/// <param name="Medium">The medium that holds the kernel.</param>
/// <param name="Multiboot">The version of the protocol that it follows.</param>
/// <param name="Firmware">What starts it; without a BIOS there is no VGA text, but a framebuffer.</param>
internal sealed record MatrixLoader(string Name, BootMedium Medium, int Multiboot,
    FirmwareKind Firmware = FirmwareKind.Bios)
{
    public static readonly MatrixLoader Emulator = new("emulator", BootMedium.Kernel, 1);
    public static readonly MatrixLoader Grub1 = new("GRUB multiboot", BootMedium.Cd, 1);
    public static readonly MatrixLoader Grub2 = new("GRUB multiboot2", BootMedium.Cd, 2);

    /// <summary>GRUB from UEFI.</summary>
    public static MatrixLoader Uefi(int bits, int multiboot) => new(
        $"UEFI {bits}, {(multiboot == 1 ? Grub1 : Grub2).Name}", BootMedium.Cd, multiboot,
        bits == 64 ? FirmwareKind.Uefi64 : FirmwareKind.Uefi32);
}

/// <param name="Emulator">The emulator's name.</param>
/// <param name="Machine">The machine, by the emulator's name for it.</param>
/// <param name="Processor">The processor, by the emulator's name for it.</param>
internal abstract record MatrixCell(string Emulator, string Machine, string Processor, MemorySize Memory,
    MatrixLoader Loader)
{
    /// <summary>Processors without SSE2, on which the kernel must stop with a message.</summary>
    private static readonly string[] s_refused = ["486", "pentium", "p3_katmai"];

    public bool IsRefused => s_refused.Contains(Processor);

    public string Name => $"{Emulator} {Machine} {Processor} {Memory} {Loader.Name}";

    /// <exception cref="EmulatorException">The emulator didn't start.</exception>
    public abstract Task<IEmulator> StartAsync(MatrixImages images, CancellationToken cancel);
}

internal sealed record QemuCell(string Machine, string Processor, MemorySize Memory, MatrixLoader Loader)
    : MatrixCell("QEMU", Machine, Processor, Memory, Loader)
{
    public override async Task<IEmulator> StartAsync(MatrixImages images, CancellationToken cancel) =>
        await QemuMachine.StartAsync(
            new QemuOptions
            {
                KernelPath = images.For(Loader),
                Medium = Loader.Medium,
                Firmware = Loader.Firmware,
                Machine = Machine,
                Cpu = Processor,
                Memory = Memory
            }, cancel);
}

internal sealed record BochsCell(string Processor, MemorySize Memory, MatrixLoader Loader)
    : MatrixCell("Bochs", "i440fx", Processor, Memory, Loader)
{
    public override async Task<IEmulator> StartAsync(MatrixImages images, CancellationToken cancel) =>
        await BochsMachine.StartAsync(
            new BochsOptions(images.For(Loader), images.HaltAddress) { Cpu = Processor, Memory = Memory }, cancel);
}

internal sealed record V86Cell(MemorySize Memory, MatrixLoader Loader)
    : MatrixCell("v86", "PC", "its own", Memory, Loader)
{
    public override async Task<IEmulator> StartAsync(MatrixImages images, CancellationToken cancel) =>
        await V86Machine.StartAsync(
            new V86Options(images.V86Folder, images.For(Loader)) { Medium = Loader.Medium, Memory = Memory }, cancel);
}
