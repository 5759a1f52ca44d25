// The last exception in QEMU's log of interrupts.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Testing.Host;

/// <param name="Vector">Its number.</param>
/// <param name="Code">Its error code, 0 for exceptions without one.</param>
/// <param name="Eip">The instruction.</param>
/// <param name="Cr2">A page fault's address.</param>
internal sealed partial record ProcessorFault(int Vector, uint Code, uint Eip, uint Cr2)
{
    private const int PageFault = 14;

    // Intel's names, SDM volume 3, "Exception and Interrupt Reference".
    private static readonly string[] s_names =
    [
        "divide error", "debug exception", "non-maskable interrupt", "breakpoint", "overflow", "bound range exceeded",
        "invalid opcode", "device not available", "double fault", "coprocessor segment overrun", "invalid TSS",
        "segment not present", "stack-segment fault", "general protection fault", "page fault", "exception 15",
        "floating-point error", "alignment check", "machine check", "SIMD floating-point exception",
    ];

    /// <summary>
    /// The last exception that didn't come from the delivery of another one; null where the log has none.
    /// </summary>
    public static ProcessorFault? LastIn(string log)
    {
        Match last = First().Matches(log).LastOrDefault() ?? Match.Empty;
        Match entry = Entry().Match(log, last.Success ? last.Index : log.Length);
        if (!entry.Success)
        {
            return null;
        }

        uint Value(string name) => uint.Parse(entry.Groups[name].Value, NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        return new ProcessorFault((int)Value("vector"), Value("code"), Value("eip"), Value("cr2"));
    }

    /// <summary>As in <c>page fault of address 0x00000004, error code 0x2, at 0x00101234 in Stack.Pop</c>.</summary>
    public string Describe(Places places)
    {
        string name = Vector < s_names.Length ? s_names[Vector] : $"exception {Vector}";
        string address = Vector == PageFault ? $" of address 0x{Cr2:x8}" : "";
        string code = Code != 0 || Vector == PageFault ? $", error code 0x{Code:x}," : "";
        return $"{name}{address}{code} at {places.Describe(Eip)}";
    }

    [GeneratedRegex("^check_exception old: 0xffffffff new", RegexOptions.Multiline)]
    private static partial Regex First();

    [GeneratedRegex(
        @"v=(?<vector>[0-9a-f]+) e=(?<code>[0-9a-f]+) .*? pc=(?<eip>[0-9a-f]+) .*? CR2=(?<cr2>[0-9a-f]+)",
        RegexOptions.Singleline)]
    private static partial Regex Entry();
}
