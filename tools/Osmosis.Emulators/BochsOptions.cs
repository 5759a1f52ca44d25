// The machine that Bochs emulates.
namespace Osmosis.Emulators;

/// <param name="CdImage">The image to boot.</param>
/// <param name="HaltAddress">The address of the kernel's routine that switches the machine off: Bochs is stopped there
/// and prints the mapping.</param>
public sealed record BochsOptions(string CdImage, uint HaltAddress)
{
    public const string Program = "bochs-bin";

    public MemorySize Memory { get; init; } = MemorySize.FromMiB(32);

    /// <summary>A processor that Bochs knows.</summary>
    public string Cpu { get; init; } = "core2_penryn_t9600";

    /// <summary>
    /// Bochs' configuration. Its clock counts instructions, so that every run is the same; a triple fault stops it. It
    /// connects its serial port to <paramref name="serialPort"/> of this host. Nobody reads the output of the term
    /// display, and Bochs stops when its buffer of 64 KiB is full: so the screen is drawn once a second of Bochs' time,
    /// not five times.
    /// </summary>
    internal string Configuration(int serialPort) => $"""
        config_interface: textconfig
        display_library: term
        vga: update_freq=1
        megs: {Memory.KiB / 1024}
        cpu: model={Cpu}, count=1, ips=50000000, reset_on_triple_fault=0
        romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot
        vgaromimage: file=/usr/share/vgabios/vgabios.bin
        ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
        ata0-master: type=cdrom, path="{Path.GetFullPath(CdImage)}", status=inserted
        boot: cdrom
        log: bochs.log
        panic: action=fatal
        error: action=report
        com1: enabled=1, mode=socket-client, dev=127.0.0.1:{serialPort}
        clock: sync=none, time0=946684800
        plugin_ctrl: unmapped=1, biosdev=1, serial=1, iodebug=1
        sound: driver=dummy

        """;

    /// <summary>The input for Bochs' debugger, at whose prompt every run starts and ends.</summary>
    internal string DebuggerCommands => $"lb 0x{HaltAddress:x8}\nc\ninfo tab\nc\nq\n";
}
