// Prints a function's instructions with the names of the functions they call and the data they access.
using System;
using System.Text.RegularExpressions;
using Iced.Intel;

namespace Osmosis.Symbols;

/// <param name="Address">Of its first byte.</param>
/// <param name="Text">In Intel's notation.</param>
/// <param name="Line">Its source line, where that changes; otherwise null.</param>
internal readonly record struct DisassembledInstruction(uint Address, string Text, uint? Line);

internal sealed partial class Disassembler : ISymbolResolver
{
    private const string LiteralMark = "__PrivateImplementationDetails_";

    private readonly LinkedImage _image;
    private readonly IReadOnlyList<(uint Address, string Name)> _names;
    private readonly IntelFormatter _formatter;

    public Disassembler(LinkedImage image, IEnumerable<Function> functions)
    {
        _image = image;
        // Assembly's named constants are not addresses, and the compiler's names of literals are useless.
        Dictionary<uint, string> names = image.Symbols
            .Where(symbol =>
                symbol.Address >= image.CodeStart && !symbol.Name.Contains(LiteralMark, StringComparison.Ordinal))
            .GroupBy(symbol => symbol.Address)
            .ToDictionary(same => same.Key, same => Hash().Replace(same.First().Name, ""));
        foreach (Function function in functions)
        {
            names[function.Start] = function.Name.ToString();
        }

        _names = [.. names.Select(name => (name.Key, name.Value)).OrderBy(name => name.Key)];
        _formatter = new IntelFormatter(this)
        {
            Options = { FirstOperandCharIndex = 8, HexPrefix = "0x", HexSuffix = null, UppercaseHex = false,
                SpaceAfterOperandSeparator = true, ShowBranchSize = false, RipRelativeAddresses = false },
        };
    }

    public IReadOnlyList<DisassembledInstruction> Instructions(Function function)
    {
        CodeRoutine routine = new(function.Start, _image.CodeAt(function.Start, function.Size));
        Dictionary<uint, uint> lines = function.Lines.ToDictionary(entry => function.Start + entry.Offset,
            entry => entry.Line);
        return [.. routine.Instructions.Select(instruction => new DisassembledInstruction(
            instruction.IP32, Format(instruction), lines.TryGetValue(instruction.IP32, out uint line) ? line : null))];
    }

    private string Format(in Instruction instruction)
    {
        StringOutput output = new();
        _formatter.Format(instruction, output);
        return output.ToStringAndReset();
    }

    /// <summary>
    /// Names a branch's target or a fixed memory address by the last symbol at or below it. An immediate number gets a
    /// name only if it is exactly a symbol's address. A jump within a function keeps its plain address, which is
    /// printed at the target instruction.
    /// </summary>
    bool ISymbolResolver.TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address,
        int addressSize, out SymbolResult symbol)
    {
        symbol = default;
        bool isCall = instruction.FlowControl is FlowControl.Call;
        bool isBranch = instruction.FlowControl is FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch;
        bool isMemory = instructionOperand >= 0 && instruction.GetOpKind(instructionOperand) == OpKind.Memory;
        int index = LastAtOrBelow((uint)address);
        if (index < 0 || address > _names[^1].Address)
        {
            return false;
        }

        (uint start, string name) = _names[index];
        bool isSaid = isCall
            || (isBranch ? start == address : start == address || (isMemory && !_image.IsCode((uint)address)));
        symbol = new SymbolResult(start, name);
        return isSaid;
    }

    private int LastAtOrBelow(uint address)
    {
        (int low, int high) = (0, _names.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _names[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    // The suffix after the text of a string in its symbol.
    [GeneratedRegex("_+[0-9A-F]{64}$")]
    private static partial Regex Hash();
}
