using Osmosis.Programs.Calls;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>A call as a program for the i386 makes it, and what it puts into its memory before.</summary>
/// <param name="Number">Which.</param>
/// <param name="Arguments">EBX, ECX, EDX, ESI, EDI and EBP, as many as it has.</param>
/// <param name="Memory">Addresses, and the bytes that are put there.</param>
internal sealed record FileCall(CallNumber Number, uint[] Arguments, params (uint Address, byte[] Bytes)[] Memory)
{
    public override string ToString()
    {
        IEnumerable<string> memory = Memory.Select(put =>
            $" [{put.Address:x}: {Convert.ToHexString(put.Bytes.AsSpan(0, Math.Min(put.Bytes.Length, 40)))}"
            + $"{(put.Bytes.Length > 40 ? $"… {put.Bytes.Length}" : "")}]");
        return $"{Number}({string.Join(", ", Arguments.Select(argument => $"{argument:x}"))}){string.Concat(memory)}";
    }
}
