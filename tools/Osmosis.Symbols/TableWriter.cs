// Writes the table in the format described in Osmosis.Metal.SymbolTable.
using System;
using System.Text;
using Osmosis.Metal;

namespace Osmosis.Symbols;

internal sealed class TableWriter
{
    private const int MostStringBytes = 255;
    private const int MostRules = 256;
    private const string SourceExtension = ".cs";

    private readonly TableBytes _pool = new();
    private readonly Dictionary<string, uint> _strings = [];
    private readonly Dictionary<(string, string), uint> _pairs = [];
    private readonly Dictionary<string, uint> _frames = [];
    private readonly List<uint> _rules = [];

    private TableWriter()
    {
    }

    /// <summary>
    /// The table up to the addresses of its labels, which follow in the given order; a multiple of four bytes.
    /// </summary>
    /// <param name="functions">By ascending address.</param>
    /// <param name="labels">Names of the labels.</param>
    /// <param name="start">The base of the functions' starts.</param>
    public static byte[] Write(IReadOnlyList<Function> functions, IReadOnlyList<string> labels, uint start)
    {
        TableWriter writer = new();
        writer.AddCommonStringsFirst(functions);
        IReadOnlyList<byte[]> records = [.. functions.Select(writer.Record)];
        return writer.Assemble(functions, records, labels, start);
    }

    private byte[] Assemble(IReadOnlyList<Function> functions, IReadOnlyList<byte[]> records,
        IReadOnlyList<string> labels, uint start)
    {
        TableBytes starts = new();
        TableBytes tail = new();
        int tailStart = SymbolTable.FunctionsOffset + (functions.Count * SymbolTable.FunctionSize) + _pool.Length;
        foreach ((Function function, byte[] record) in functions.Zip(records))
        {
            starts.Triple(function.Start - start);
            starts.Triple((uint)(tailStart + tail.Length));
            tail.Add(record);
        }

        int rules = tailStart + tail.Length;
        _rules.ForEach(tail.Word);
        int names = tailStart + tail.Length;
        foreach (string label in labels)
        {
            AddString(tail, label);
        }

        tail.AlignTo(sizeof(uint), tailStart);
        TableBytes table = new();
        uint[] header = [SymbolTable.Magic, start, (uint)functions.Count, (uint)labels.Count, (uint)rules, (uint)names,
            (uint)(tailStart + tail.Length)];
        Array.ForEach(header, table.Word);
        table.Add(starts.ToArray());
        table.Add(_pool.ToArray());
        table.Add(tail.ToArray());
        return table.ToArray();
    }

    private byte[] Record(Function function)
    {
        TableBytes record = new();
        FunctionName name = function.Name;
        record.Number(function.Size);
        record.Number(name.Type.Length == 0 ? 0 : 1 + Pair(name.Namespace, name.Type));
        record.Number(String(name.Name));
        record.Number(Frames(function.Frames));
        if (function.File is null)
        {
            record.Number(0);
            return record.ToArray();
        }

        if (!function.File.EndsWith(SourceExtension, StringComparison.Ordinal))
        {
            throw new SymbolException($"{function.File} of {name} is not a {SourceExtension} file");
        }

        record.Number(1 + Pair(Path.GetDirectoryName(function.File)!, Path.GetFileNameWithoutExtension(function.File)));
        AddLines(record, function.Lines);
        return record.ToArray();
    }

    private static void AddLines(TableBytes record, IReadOnlyList<LineEntry> lines)
    {
        LineEntry last = lines[0];
        List<LineEntry> changes = [.. lines.Where((entry, index) => index > 0 && entry.Line != lines[index - 1].Line)];
        record.Number(last.Line);
        record.Number((uint)changes.Count);
        foreach (LineEntry entry in changes)
        {
            uint bytes = entry.Offset - last.Offset;
            int move = (int)entry.Line - (int)last.Line;
            long step = 1 + (move - SymbolTable.LeastLineStep) + ((bytes - 1L) * SymbolTable.LineSteps);
            if (move is >= SymbolTable.LeastLineStep and < SymbolTable.LeastLineStep + SymbolTable.LineSteps
                && step is > 0 and <= byte.MaxValue)
            {
                record.Byte((byte)step);
            }
            else
            {
                record.Byte(0);
                record.Number(bytes);
                record.Signed(move);
            }

            last = entry;
        }
    }

    private uint Frames(IReadOnlyList<FrameEntry> frames)
    {
        TableBytes program = new();
        program.Number((uint)frames.Count);
        uint last = 0;
        foreach (FrameEntry frame in frames)
        {
            program.Number(frame.Offset - last);
            program.Byte(Rule(frame.Rule));
            last = frame.Offset;
        }

        return Once(_frames, Convert.ToHexString(program.ToArray()), () => _pool.Add(program.ToArray()));
    }

    private byte Rule(uint rule)
    {
        int index = _rules.IndexOf(rule);
        if (index < 0)
        {
            index = _rules.Count;
            _rules.Add(rule);
        }

        return index < MostRules
            ? (byte)index : throw new SymbolException($"more than {MostRules} kinds of stack frame");
    }

    private uint Pair(string first, string second)
    {
        (uint firstAt, uint secondAt) = (String(first), String(second));
        return Once(_pairs, (first, second), () =>
        {
            _pool.Number(firstAt);
            _pool.Number(secondAt);
        });
    }

    private uint String(string text) => Once(_strings, text, () => AddString(_pool, text));

    private uint Once<TKey>(Dictionary<TKey, uint> places, TKey key, Action add)
        where TKey : notnull
    {
        if (!places.TryGetValue(key, out uint place))
        {
            place = (uint)_pool.Length;
            places.Add(key, place);
            add();
        }

        return place;
    }

    private static void AddString(TableBytes bytes, string text)
    {
        byte[] ascii = Encoding.ASCII.GetBytes(text);
        if (ascii.Length > MostStringBytes)
        {
            throw new SymbolException($"a name is longer than {MostStringBytes} bytes: {text}");
        }

        bytes.Byte((byte)ascii.Length);
        bytes.Add(ascii);
    }

    // Common strings come first, so that small numbers refer to them.
    private void AddCommonStringsFirst(IReadOnlyList<Function> functions)
    {
        foreach (IGrouping<string, string> name in functions.Select(function => function.Name.Name)
            .GroupBy(name => name)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            String(name.Key);
        }
    }
}
