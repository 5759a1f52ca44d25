// The native compiler's record of a method's arguments and locals: each one's places, with the instructions for which
// they hold.
using System;

namespace Osmosis.Symbols.CodeView;

/// <param name="Offset">From this offset in the function on …</param>
/// <param name="Size">… for this many bytes of code,</param>
/// <param name="Register">it is in this register, by the processor's numbers,</param>
/// <param name="Displacement">or in memory at this offset from the register.</param>
internal readonly record struct VariableRange(uint Offset, uint Size, int Register, int? Displacement);

/// <param name="Type">Its number among <see cref="CompiledTypes"/>.</param>
internal sealed record CompiledVariable(string Name, uint Type, bool IsArgument, IReadOnlyList<VariableRange> Ranges)
{
    private const ushort Procedure = 0x1147;
    private const ushort ProcedureEnd = 0x114F;
    private const ushort Local = 0x113E;
    private const ushort InRegister = 0x1141;
    private const ushort InMemory = 0x1145;
    private const int ProcedureNameAt = 35;
    private const ushort ArgumentFlag = 1;

    // CodeView gives EAX the number 17, and the others the next numbers.
    private const int FirstRegister = 17;

    /// <summary>Reads the symbols of one function; null if the records are not a function's.</summary>
    /// <exception cref="SymbolException">An unknown kind of place.</exception>
    public static (string Function, IReadOnlyList<CompiledVariable> Variables)? ReadFunction(ReadOnlySpan<byte> records)
    {
        string? function = null;
        List<CompiledVariable> variables = [];
        List<VariableRange> ranges = [];
        RecordReader reader = new(records);
        while (!reader.IsAtEnd)
        {
            RecordReader record = reader.Record(out ushort kind);
            switch (kind)
            {
                case Procedure:
                    record.Skip(ProcedureNameAt);
                    function = record.Text();
                    break;
                case Local:
                    ranges = [];
                    (uint type, ushort flags) = (record.Word(), record.Half());
                    variables.Add(new CompiledVariable(record.Text(), type, (flags & ArgumentFlag) != 0, ranges));
                    break;
                case InRegister or InMemory:
                    ranges.Add(ReadRange(record, kind));
                    break;
                case ProcedureEnd:
                    break;
                default:
                    if (function is not null)
                    {
                        throw new SymbolException($"{function} has a symbol of kind 0x{kind:x}");
                    }

                    break;
            }
        }

        return function is null ? null : (function, variables);
    }

    // { register, flags, displacement if in memory, offset and section of the code, its size }
    private static VariableRange ReadRange(RecordReader record, ushort kind)
    {
        int register = record.Half() - FirstRegister;
        record.Skip(sizeof(ushort));
        int? displacement = kind == InMemory ? (int)record.Word() : null;
        uint offset = record.Word();
        record.Skip(sizeof(ushort));
        return register is >= 0 and < CallersRegisters.Count
            ? new VariableRange(offset, record.Half(), register, displacement)
            : throw new SymbolException(
                $"a variable is in register {register + FirstRegister} of CodeView, which is not a general one");
    }
}
