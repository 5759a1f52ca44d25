// The processor's registers, as QEMU's `info registers` prints them.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Emulators;

/// <summary>The registers of processor 0 at one moment.</summary>
public sealed partial record Registers(uint Eip, uint Esp, uint Eflags, uint Cr0, uint Cr2, uint Cr3, uint Cr4,
    bool Halted)
{
    private const uint InterruptBit = 1u << 9;
    private const uint PagingBit = 1u << 31;
    private const uint WriteProtectBit = 1u << 16;

    /// <summary>CR0.PG.</summary>
    public bool Paging => (Cr0 & PagingBit) != 0;

    /// <summary>CR0.WP: read-only pages are read-only for the kernel too.</summary>
    public bool WriteProtect => (Cr0 & WriteProtectBit) != 0;

    /// <summary>EFLAGS.IF.</summary>
    public bool InterruptsEnabled => (Eflags & InterruptBit) != 0;

    /// <exception cref="FormatException">A register is missing, so this is not QEMU's output.</exception>
    public static Registers Parse(string text)
    {
        Dictionary<string, string> values = Pair().Matches(text)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        uint Value(string name) => values.TryGetValue(name, out string? digits)
            ? uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : throw new FormatException($"no {name} in what the monitor printed: {text}");
        return new Registers(Value("EIP"), Value("ESP"), Value("EFL"), Value("CR0"), Value("CR2"), Value("CR3"),
            Value("CR4"), Value("HLT") == 1);
    }

    [GeneratedRegex(@"\b(EIP|ESP|EFL|CR0|CR2|CR3|CR4|HLT)=([0-9a-f]+)")]
    private static partial Regex Pair();
}
