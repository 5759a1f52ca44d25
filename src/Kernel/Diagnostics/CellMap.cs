// A map of memory as text, for the screen and a serial terminal: 64 cells a line, each a letter and a colour.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Diagnostics;

/// <summary>
/// Cells of equal size, a power of two, from one address up. A cell shows the greatest kind in it; but of the kinds
/// that matter none hides another: a cell that holds several of them says so. Kinds are numbers from 0, listed by a
/// legend in ascending order of interest. In a legend an entry is the kind's letter and its name, followed by <c>|</c>.
/// </summary>
internal readonly ref struct CellMap
{
    /// <summary>The most cells: 16 lines.</summary>
    public const int Capacity = 1024;

    private const int Columns = 64;
    private const int LegendColumns = 3;
    private const int LegendWidth = 20;

    private readonly Span<byte> _cells;
    private readonly uint _start;
    private readonly int _shift;
    private readonly byte _mattersFrom;
    private readonly byte _several;

    /// <param name="storage">Room for <see cref="Capacity"/> cells.</param>
    /// <param name="start">First address.</param>
    /// <param name="last">Last address.</param>
    /// <param name="least">log2 of the smallest bytes a cell; cells get larger as needed.</param>
    /// <param name="mattersFrom">The first of the kinds that may not hide one another.</param>
    /// <param name="several">The kind that stands for several of those.</param>
    public CellMap(Span<byte> storage, uint start, uint last, int least, byte mattersFrom = byte.MaxValue,
        byte several = 0)
    {
        _mattersFrom = mattersFrom;
        _several = several;
        _start = start;
        _shift = least;
        while ((last - start) >> _shift >= Capacity)
        {
            _shift++;
        }

        _cells = storage[..(int)(((last - start) >> _shift) + 1)];
        _cells.Clear();
    }

    /// <summary>
    /// Shows a kind in all cells from one address to another, both included; addresses outside the map are ignored.
    /// </summary>
    public void Mark(uint first, uint last, byte kind)
    {
        uint end = (last - _start) >> _shift;
        for (uint cell = (first - _start) >> _shift; cell <= end && cell < (uint)_cells.Length; cell++)
        {
            byte before = _cells[(int)cell];
            bool wouldHide = kind >= _mattersFrom && before >= _mattersFrom && before != kind;
            _cells[(int)cell] = wouldHide ? _several : (byte)Math.Max(before, kind);
        }
    }

    /// <summary>The index of the cell that shows an address.</summary>
    public uint CellOf(uint address) => (address - _start) >> _shift;

    /// <summary>How many cells there are.</summary>
    public int Count => _cells.Length;

    /// <summary>The first address that a cell shows.</summary>
    public uint AddressOf(uint cell) => _start + (cell << _shift);

    /// <param name="mark">The prefix of addresses: <c>p0x</c> or <c>v0x</c>.</param>
    /// <param name="legend">The kinds, in their order.</param>
    /// <param name="colors">Their colours, as <see cref="TerminalColor"/> numbers them.</param>
    public void Print(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> legend, ReadOnlySpan<byte> colors)
    {
        for (int line = 0; line < _cells.Length; line += Columns)
        {
            Terminal.Write($"{mark}{_start + ((uint)line << _shift):x8} ");
            TerminalColor color = TerminalColor.Default;
            foreach (byte kind in _cells[line..Math.Min(line + Columns, _cells.Length)])
            {
                Change(ref color, (TerminalColor)colors[kind]);
                Terminal.Put(legend[EntryStart(legend, kind)]);
            }

            Change(ref color, TerminalColor.Default);
            Terminal.WriteLine();
        }

        Terminal.Row("cell"u8, $"{1u << _shift} bytes; of several kinds it shows the last");
        PrintLegend(legend, colors);
    }

    /// <summary>Prints each kind and the number of cells that show it.</summary>
    private void PrintLegend(ReadOnlySpan<byte> legend, ReadOnlySpan<byte> colors)
    {
        for (int kind = 0; kind < colors.Length; kind++)
        {
            ReadOnlySpan<byte> entry = legend[EntryStart(legend, kind)..];
            uint count = 0;
            foreach (byte cell in _cells)
            {
                count += cell == kind ? 1u : 0;
            }

            TerminalColor color = TerminalColor.Default;
            Change(ref color, (TerminalColor)colors[kind]);
            Terminal.Put(entry[0]);
            Change(ref color, TerminalColor.Default);
            bool isLast = kind % LegendColumns == LegendColumns - 1 || kind == colors.Length - 1;
            Terminal.Write($" {count,4} ");
            TextFormat.Text(entry[1..entry.IndexOf((byte)'|')], isLast ? 0 : -LegendWidth);
            if (isLast)
            {
                Terminal.WriteLine();
            }
        }
    }

    private static int EntryStart(ReadOnlySpan<byte> legend, int kind)
    {
        int start = 0;
        for (; kind > 0; kind--)
        {
            start += legend[start..].IndexOf((byte)'|') + 1;
        }

        return start;
    }

    private static void Change(ref TerminalColor color, TerminalColor wanted)
    {
        if (color != wanted)
        {
            Terminal.SetColor(wanted);
            color = wanted;
        }
    }
}
