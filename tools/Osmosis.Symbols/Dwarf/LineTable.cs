// The section .debug_line: the source line of each instruction.
using System;

namespace Osmosis.Symbols.Dwarf;

internal static class LineTable
{
    public const string Label = ".Llines";

    /// <summary>
    /// A line-number program (DWARF 4, section 6.2) with a sequence for each function. Names of files have the form
    /// src/….
    /// </summary>
    public static void Write(TextWriter output, IReadOnlyList<Function> functions)
    {
        Function[] withLines = [.. functions.Where(function => function.File is not null)];
        string[] files = [.. withLines.Select(function => function.File!).Distinct().Order(StringComparer.Ordinal)];
        output.WriteLine($"""
            .section .debug_line
            {Label}: .4byte .Llines_end - .Llines_start
            .Llines_start: .2byte 4
            .4byte .Llines_program - .Llines_header
            .Llines_header: .byte 1, 1, 1, -5, 14, 13
            .byte 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1
            .byte 0
            {string.Join('\n', files.Select(file => $".string \"{file}\"\n.byte 0, 0, 0"))}
            .byte 0
            .Llines_program:
            """);
        foreach (Function function in withLines)
        {
            WriteSequence(output, function, Array.BinarySearch(files, function.File!, StringComparer.Ordinal) + 1);
        }

        output.WriteLine(".Llines_end:");
    }

    // DW_LNE_set_address, DW_LNS_set_file; then for each line DW_LNS_advance_pc, DW_LNS_advance_line and DW_LNS_copy;
    // DW_LNE_end_sequence.
    private static void WriteSequence(TextWriter output, Function function, int file)
    {
        output.WriteLine($".byte 0, 5, 2\n.4byte 0x{function.Start:x}\n.byte 4\n.uleb128 {file}");
        (uint offset, uint line) = (0, 1);
        foreach (LineEntry entry in function.Lines)
        {
            output.WriteLine(
                $".byte 2\n.uleb128 {entry.Offset - offset}\n.byte 3\n.sleb128 {(int)entry.Line - (int)line}\n.byte 1");
            (offset, line) = (entry.Offset, entry.Line);
        }

        output.WriteLine($".byte 2\n.uleb128 {function.Size - offset}\n.byte 0, 1, 1");
    }
}
