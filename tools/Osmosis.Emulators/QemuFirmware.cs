// The firmware that QEMU starts with: its own BIOS, or the UEFI of Debian's packages ovmf and ovmf-ia32.
namespace Osmosis.Emulators;

public enum FirmwareKind
{
    /// <summary>SeaBIOS, which is part of QEMU.</summary>
    Bios,

    /// <summary>UEFI with programs of 64 bits.</summary>
    Uefi64,

    /// <summary>UEFI with programs of 32 bits.</summary>
    Uefi32,
}

public static class QemuFirmware
{
    public const string Uefi64Code = "/usr/share/OVMF/OVMF_CODE_4M.fd";
    public const string Uefi32Code = "/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd";

    private const string Uefi32Variables = "/usr/share/OVMF/OVMF32_VARS_4M.fd";

    /// <summary>
    /// QEMU's arguments for it. Debian's firmware of 32 bits guards its variables, and so needs some and the chipset's
    /// help.
    /// </summary>
    public static IReadOnlyList<string> Arguments(FirmwareKind firmware) => firmware switch
    {
        FirmwareKind.Uefi64 => ["-drive", Flash(Uefi64Code, "readonly=on")],
        FirmwareKind.Uefi32 =>
        [
            "-global", "driver=cfi.pflash01,property=secure,value=on",
            "-drive", Flash(Uefi32Code, "readonly=on"), "-drive", Flash(Uefi32Variables, "snapshot=on"),
        ],
        _ => [],
    };

    /// <summary>QEMU's machine type, with what the firmware needs of it.</summary>
    public static string? Machine(FirmwareKind firmware, string? machine) =>
        firmware == FirmwareKind.Uefi32 ? $"{machine ?? "q35"},smm=on" : machine;

    private static string Flash(string file, string use) => $"if=pflash,format=raw,{use},file={file}";
}
