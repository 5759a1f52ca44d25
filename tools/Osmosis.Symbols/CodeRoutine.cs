// A function's instructions.
using System;
using Iced.Intel;

namespace Osmosis.Symbols;

internal sealed class CodeRoutine
{
    private readonly Dictionary<uint, Instruction> _instructions = [];

    public CodeRoutine(uint start, ReadOnlySpan<byte> code)
    {
        (Start, End) = (start, start + (uint)code.Length);
        Decoder decoder = Decoder.Create(32, new ByteArrayCodeReader(code.ToArray()), start);
        while (decoder.IP < End)
        {
            Instruction instruction = decoder.Decode();
            _instructions.Add(instruction.IP32, instruction);
        }
    }

    public uint Start { get; }

    public uint End { get; }

    /// <summary>By address, ascending.</summary>
    public IEnumerable<Instruction> Instructions => _instructions.Values;

    public bool TryAt(uint address, out Instruction instruction) => _instructions.TryGetValue(address, out instruction);

    public bool Contains(uint address) => address - Start < End - Start;
}
