// Everything that a source-level debugger needs for the compiled C#, in DWARF 4, as GNU assembler source.
//
// The assembler takes care of the hard parts: lengths, offsets between sections and LEB128 numbers. Addresses are those
// of a linked image, so the result is linked beside the code and never moves it.
using System;
using Osmosis.Symbols.CodeView;

namespace Osmosis.Symbols.Dwarf;

internal sealed class DebugInformation(LinkedImage image, CompiledObject compiled, MethodNames names, TextWriter output)
{
    // DW_LANG_D: the language known to debuggers whose names, types and members are written as in C#.
    private const int Language = 0x13;

    // Only if this starts like GCC's does gdb take variables' places as valid from a function's first instruction on,
    // and stop there instead of at its second line.
    private const string Producer = "GNU C# 5.0, made of what ilc recorded";

    private const string This = "___this";
    private const string StaticsType = "__type__NONGCSTATICS";
    private const string StaticsSymbol = "?__NONGCSTATICS@";

    private readonly EntryWriter _entries = new(output);
    private int _locations;

    public void Write(FunctionCollector collector)
    {
        IReadOnlyList<Function> functions = collector.Functions();
        LineTable.Write(output, functions);
        FrameTable.Write(output, functions.Select(function => (function, collector.StatesOf(function))));
        WriteUnit(collector, [.. functions.Where(function => function.File is not null)]);
        output.WriteLine(".section .debug_abbrev\n.Labbreviations:");
        _entries.WriteAbbreviations();
    }

    private void WriteUnit(FunctionCollector collector, Function[] functions)
    {
        output.WriteLine($"""
            .section .debug_ranges
            .Lranges:
            {string.Join('\n',
                functions.Select(function => $".4byte 0x{function.Start:x}, 0x{function.Start + function.Size:x}"))}
            .4byte 0, 0
            .section .debug_info
            {EntryWriter.UnitLabel}: .4byte .Lunit_end - 1f
            1: .2byte 4
            .4byte .Labbreviations
            .byte 4
            """);
        _entries.Open(
            Tag.CompileUnit, null,
            EntryAttribute.Text(Attribute.Producer, Producer), EntryAttribute.Number(Attribute.Language, Language),
            EntryAttribute.Text(Attribute.Name, "C#"),
            EntryAttribute.Text(Attribute.CompilationFolder, FunctionCollector.SourceRoot),
            EntryAttribute.Place(Attribute.StatementList, LineTable.Label),
            EntryAttribute.Address(Attribute.LowAddress, 0),
            EntryAttribute.Place(Attribute.Ranges, ".Lranges"));
        TypeEntries types = new(_entries, compiled.Types, names);
        types.Write();
        WriteStatics(types);
        foreach (Function function in functions)
        {
            WriteFunction(function, collector.SymbolOf(function), types);
        }

        _entries.Close();
        output.WriteLine(".Lunit_end:");
    }

    // The compiler keeps a type's static fields in one structure and records it as the type of a static field of the
    // type.
    private void WriteStatics(TypeEntries types)
    {
        Dictionary<string, uint> addresses = image.Symbols.GroupBy(symbol => symbol.Name)
            .ToDictionary(same => same.Key, same => same.First().Address);
        foreach (StructureType statics in compiled.Types.All.Select(type => type.Type).OfType<StructureType>()
            .Where(type => !type.IsDeclaration && type.Name.StartsWith(StaticsType, StringComparison.Ordinal)))
        {
            string type = statics.Name[StaticsType.Length..];
            if (!addresses.TryGetValue($"{StaticsSymbol}{type}@@", out uint address))
            {
                continue;
            }

            foreach (CompiledMember field in statics.Members)
            {
                _entries.Leaf(
                    Tag.Variable, null,
                    [
                        EntryAttribute.Text(Attribute.Name,
                            $"{names.OfType(type)}.{TypeEntries.FieldName(field.Name)}"), .. types.Of(field.Type),
                        EntryAttribute.Flag(Attribute.External),
                        EntryAttribute.Expression(Attribute.Location,
                            $".byte 0x03\n.4byte 0x{address + field.Value:x}"),
                    ]);
            }
        }
    }

    private void WriteFunction(Function function, string symbol, TypeEntries types)
    {
        _entries.Open(
            Tag.Subprogram, null,
            EntryAttribute.Text(Attribute.Name, function.Name.WithoutNamespace),
            EntryAttribute.Flag(Attribute.External),
            EntryAttribute.Address(Attribute.LowAddress, function.Start),
            EntryAttribute.Address(Attribute.HighAddress, function.Start + function.Size),
            // DW_OP_call_frame_cfa
            EntryAttribute.Expression(Attribute.FrameBase, ".byte 0x9c"));
        foreach (CompiledVariable variable in compiled.Variables.GetValueOrDefault(symbol, []))
        {
            bool isThis = variable.Name == This;
            _entries.Leaf(
                variable.IsArgument ? Tag.FormalParameter : Tag.Variable, null,
                [
                    EntryAttribute.Text(Attribute.Name, isThis ? "this" : variable.Name),
                    .. isThis ? types.OfThis(variable.Type) : types.Of(variable.Type),
                    EntryAttribute.Place(Attribute.Location, WriteLocations(function, variable)),
                ]);
        }

        _entries.Close();
    }

    // A location list: { first address, one past the last, bytes, operations } each, ended by zeros.
    private string WriteLocations(Function function, CompiledVariable variable)
    {
        string label = $".Lplace_{_locations++}";
        output.WriteLine($".section .debug_loc\n{label}:");
        foreach (VariableRange range in variable.Ranges)
        {
            if (Operation(range) is string operation)
            {
                uint start = function.Start + range.Offset;
                output.WriteLine($".4byte 0x{start:x}, 0x{start + range.Size:x}\n.2byte 2f - 1f\n1: {operation}\n2:");
            }
        }

        output.WriteLine(".4byte 0, 0\n.section .debug_info");
        return label;
    }

    // DW_OP_reg0…, DW_OP_breg0…. The compiler's offsets from ESP hold only at the function's first instruction. They
    // are relative to the return address, one slot below the frame address to which DW_OP_fbreg is relative.
    private static string? Operation(VariableRange range)
    {
        const int Esp = 4;
        return range.Displacement is not int displacement ? $".byte 0x50 + {range.Register}"
            : range.Register != Esp ? $".byte 0x70 + {range.Register}\n.sleb128 {displacement}"
            : range.Offset == 0 ? $".byte 0x91\n.sleb128 {displacement - 4}"
            : null;
    }
}
