// The machine that QEMU emulates, and its command line.
namespace Osmosis.Emulators;

/// <summary>The medium that holds the kernel.</summary>
public enum BootMedium
{
    /// <summary>QEMU itself loads a Multiboot ELF file.</summary>
    Kernel,

    /// <summary>The firmware boots a CD, whose boot loader loads the kernel.</summary>
    Cd,

    /// <summary>The firmware boots a hard disk, whose boot loader loads the kernel.</summary>
    Disk,
}

/// <summary>A machine to boot the kernel on. Always software emulation (TCG): the same everywhere.</summary>
public sealed record QemuOptions
{
    /// <summary>QEMU with the machine's processor: a 64-bit firmware needs one of 64 bits.</summary>
    public string Program => Firmware == FirmwareKind.Uefi64 ? "qemu-system-x86_64" : "qemu-system-i386";

    /// <summary>What the machine starts with.</summary>
    public FirmwareKind Firmware { get; init; } = FirmwareKind.Bios;

    /// <summary>The kernel, a Multiboot ELF file; for other media the image that holds it.</summary>
    public required string KernelPath { get; init; }

    public BootMedium Medium { get; init; } = BootMedium.Kernel;

    /// <summary>Whether the machine has a serial port.</summary>
    public bool HasSerialPort { get; init; } = true;

    public MemorySize Memory { get; init; } = MemorySize.FromMiB(128);

    /// <summary>The boot command line that the kernel finds after its own name, when QEMU itself loads it.</summary>
    public string? BootCommandLine { get; init; }

    /// <summary>
    /// A file that QEMU puts into memory beside the kernel, as the first boot module; null for none. There is no blank
    /// in its path.
    /// </summary>
    public string? ModulePath { get; init; }

    /// <summary>
    /// The file to which the kernel writes what the first program did, when that has ended
    /// (<see cref="ProgramReport"/>); null for none.
    /// </summary>
    public string? ReportPath { get; init; }

    /// <summary>QEMU's processor model; null for its default, qemu32.</summary>
    public string? Cpu { get; init; }

    /// <summary>QEMU's machine type; null for its default, pc.</summary>
    public string? Machine { get; init; }

    /// <summary>Time is counted in instructions: a nanosecond and a TSC tick for each, the same in every run.</summary>
    public bool CountInstructions { get; init; }

    /// <summary>
    /// Logs a line for every instruction executed in the kernel's image, instead of the resets; null for no such log.
    /// </summary>
    public InstructionTrace? Trace { get; init; }

    /// <summary>Logs interrupts and exceptions beside the resets.</summary>
    public bool LogInterrupts { get; init; }

    /// <summary>Opens a debugger port and waits there before the machine's first instruction.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>Whether a triple fault is expected. Otherwise disposing of a machine that had one throws.</summary>
    public bool AllowsTripleFault { get; init; }

    /// <summary>Further arguments of QEMU.</summary>
    public IReadOnlyList<string> MoreArguments { get; init; } = [];

    /// <summary>
    /// The folder in which QEMU is started. The loader puts the kernel's name, as given, on the boot command line. The
    /// name is therefore given without a folder: blanks in a folder's name would reach the kernel as separate words.
    /// </summary>
    public string WorkingFolder => Path.GetDirectoryName(Path.GetFullPath(KernelPath))!;

    /// <summary>The arguments common to every way of starting the machine.</summary>
    public IEnumerable<string> Arguments()
    {
        yield return "-accel";
        yield return "tcg";
        foreach (string argument in MediumArguments())
        {
            yield return argument;
        }

        foreach (string argument in QemuFirmware.Arguments(Firmware))
        {
            yield return argument;
        }

        yield return "-m";
        yield return $"size={Memory}";
        yield return "-net";
        yield return "none";
        yield return "-device";
        yield return "isa-debug-exit,iobase=0xf4,iosize=4";
        (string Name, string? Value)[] optional =
        [
            ("-append", BootCommandLine), ("-initrd", ModulePath?.Replace(",", ",,", StringComparison.Ordinal)),
            ("-cpu", Cpu),
            ("-machine", QemuFirmware.Machine(Firmware, Machine)),
            ("-debugcon", ReportPath is null ? null : $"file:{ReportPath}"),
        ];
        foreach ((string name, string? value) in optional)
        {
            if (value is not null)
            {
                yield return name;
                yield return value;
            }
        }

        if (CountInstructions)
        {
            yield return "-icount";
            yield return "shift=0,sleep=off";
        }

        foreach (string argument in MoreArguments)
        {
            yield return argument;
        }
    }

    // A disk is written to in memory only. A comma inside a value of QEMU's option syntax is written twice.
    private string[] MediumArguments()
    {
        string name = Path.GetFileName(KernelPath);
        return Medium switch
        {
            BootMedium.Cd => ["-cdrom", name],
            BootMedium.Disk =>
                ["-drive", $"file={name.Replace(",", ",,", StringComparison.Ordinal)},format=raw,if=ide,snapshot=on"],
            _ => ["-kernel", name],
        };
    }
}

/// <param name="Path">A named pipe, or a file to be.</param>
/// <param name="Start">Logs only instructions from this address on.</param>
/// <param name="End">Logs only instructions below this address.</param>
public sealed record InstructionTrace(string Path, uint Start, uint End);
