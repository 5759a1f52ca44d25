// The table of the kernel's functions. tools/Osmosis.Symbols makes it from the linked image, and the build links it
// into the constants. Pure: it only reads bytes, and runs on the host as in the kernel.

using System;

namespace Osmosis.Metal;

/// <summary>
/// Look-up is a binary search and needs no memory. Words are little-endian; <i>n</i> is a number in LEB128, signed ones
/// zigzag.
/// <code>
///  +0   magic
///  +4   base: functions' starts are relative to it
///  +8   F, count of functions
///  +12  L, count of labels
///  +16  offset of the frame rules
///  +20  offset of the labels' names, L strings
///  +24  offset of the labels' addresses, L words, which the linker fills in
///  +28  F functions, ascending: { start: 3 bytes, offset of its record: 3 bytes }
///       pool: records refer to its items by their offset from its start
///         string    length: 1 byte, ASCII
///         type      { namespace: n, name: n }, both strings
///         file      { folder: n, name without ".cs": n }, both strings
///         frames    count: n, then { bytes further: n, rule: 1 byte }
///       records
///         { size: n, type: n, name: n, frames: n, file: n, line: n, steps: n, steps… }
///         type and file: + 1, 0 for none; without a file, no more
///       frame rules: 4 bytes each, see FrameRule
///       labels
/// </code>
/// A step in a function's lines is one byte, 1 + (line - <see cref="LeastLineStep"/>) + (bytes - 1) *
/// <see cref="LineSteps"/>, or 0 and { bytes: n, line: signed n }. The record's line holds from the function's start to
/// the first step.
/// </summary>
/// <param name="table">The whole table; empty where the image has none.</param>
public readonly ref struct SymbolTable(ReadOnlySpan<byte> table)
{
    public const uint Magic = 0x314D5953;
    public const int FunctionsOffset = 28;
    public const int FunctionSize = 6;
    public const int LeastLineStep = -2;
    public const int LineSteps = 8;

    private readonly ReadOnlySpan<byte> _table = table;

    public bool IsEmpty => _table.IsEmpty;

    /// <summary>Size of the table in bytes.</summary>
    public int Length => _table.Length;

    public int FunctionCount => IsEmpty ? 0 : (int)Word(8);

    private int LabelCount => IsEmpty ? 0 : (int)Word(12);

    private int Pool => FunctionsOffset + (FunctionCount * FunctionSize);

    /// <summary>Finds the function whose code holds an address.</summary>
    public bool TryFind(uint address, out FunctionSymbol function)
    {
        function = default;
        int low = 0;
        int high = FunctionCount;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (StartOf(middle) <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return false;
        }

        function = FunctionAt(low - 1);
        return address < function.End;
    }

    /// <summary>The function with an index below <see cref="FunctionCount"/>, by ascending address.</summary>
    public FunctionSymbol FunctionAt(int index)
    {
        SymbolReader reader = new(_table, (int)Triple(FunctionsOffset + (index * FunctionSize) + 3));
        uint start = StartOf(index);
        uint end = start + reader.Next();
        uint type = reader.Next();
        ReadOnlySpan<byte> typeNamespace = default;
        ReadOnlySpan<byte> typeName = default;
        if (type != 0)
        {
            NamePair names = PairAt(type - 1);
            typeNamespace = names.First;
            typeName = names.Second;
        }

        ReadOnlySpan<byte> name = StringAt(reader.Next());
        return new FunctionSymbol
        {
            Start = start,
            End = end,
            Namespace = typeNamespace,
            Type = typeName,
            Name = name,
            Frames = Pool + (int)reader.Next(),
            Lines = reader.Position,
        };
    }

    /// <summary>
    /// Finds the source line of the code at an address inside a function. Assembly routines have none.
    /// </summary>
    public bool TryFindLine(in FunctionSymbol function, uint address, out SourceLine line)
    {
        line = default;
        SymbolReader reader = new(_table, function.Lines);
        uint file = reader.Next();
        if (file == 0)
        {
            return false;
        }

        NamePair path = PairAt(file - 1);
        line.Folder = path.First;
        line.Name = path.Second;
        line.Line = reader.Next();
        uint place = function.Start;
        for (uint steps = reader.Next(); steps != 0; steps--)
        {
            int next = ReadStep(ref reader, ref place);
            if (place > address)
            {
                break;
            }

            line.Line += (uint)next;
        }

        return true;
    }

    /// <summary>
    /// The rule for unwinding to the caller from an instruction inside a function. At a <c>ret</c>, see
    /// <see cref="FrameRule.AtReturn"/>: the table does not repeat it.
    /// </summary>
    public FrameRule FrameAt(in FunctionSymbol function, uint address)
    {
        SymbolReader reader = new(_table, function.Frames);
        uint place = function.Start;
        uint rule = 0;
        for (uint changes = reader.Next(); changes != 0; changes--)
        {
            place += reader.Next();
            if (place > address)
            {
                break;
            }

            rule = reader.NextByte();
        }

        return FrameRule.Decode(Word((int)(Word(16) + (rule * FrameRule.Size))));
    }

    /// <summary>
    /// Finds a label (<c>kmalloc</c>, <c>kernel_page_directory</c>) or a function by its full name. Of several
    /// functions with one name it finds the lowest.
    /// </summary>
    public bool TryFindByName(ReadOnlySpan<byte> name, out uint address)
    {
        Labels labels = GetLabels();
        while (labels.TryNext(out ReadOnlySpan<byte> label, out address))
        {
            if (label.SequenceEqual(name))
            {
                return true;
            }
        }

        for (int i = 0; i < FunctionCount; i++)
        {
            FunctionSymbol function = FunctionAt(i);
            if (function.IsCalled(name))
            {
                address = function.Start;
                return true;
            }
        }

        address = 0;
        return false;
    }

    /// <summary>All names that aren't methods', one after the other: labels, and routines in assembly.</summary>
    public Labels GetLabels() => new(this);

    // Advances the place; returns how far the line moves.
    private static int ReadStep(ref SymbolReader reader, ref uint place)
    {
        uint step = reader.NextByte();
        if (step == 0)
        {
            place += reader.Next();
            return reader.NextSigned();
        }

        step--;
        place += (step / LineSteps) + 1;
        return (int)(step % LineSteps) + LeastLineStep;
    }

    private uint StartOf(int index) => Word(4) + Triple(FunctionsOffset + (index * FunctionSize));

    private NamePair PairAt(uint reference)
    {
        SymbolReader reader = new(_table, Pool + (int)reference);
        return new NamePair { First = StringAt(reader.Next()), Second = StringAt(reader.Next()) };
    }

    private ReadOnlySpan<byte> StringAt(uint reference)
    {
        int at = Pool + (int)reference;
        return _table.Slice(at + 1, _table[at]);
    }

    private uint Triple(int at) => (uint)(_table[at] | (_table[at + 1] << 8) | (_table[at + 2] << 16));

    private uint Word(int at) => Triple(at) | ((uint)_table[at + 3] << 24);

    private ref struct NamePair
    {
        public ReadOnlySpan<byte> First;
        public ReadOnlySpan<byte> Second;
    }

    /// <summary>Walks through the labels, then the routines in assembly.</summary>
    public ref struct Labels(SymbolTable table)
    {
        private readonly SymbolTable _symbols = table;
        private int _index;
        private int _function;
        private int _name = table.IsEmpty ? 0 : (int)table.Word(20);

        /// <summary>The next label; false past the last.</summary>
        public bool TryNext(out ReadOnlySpan<byte> name, out uint address)
        {
            if (_index == _symbols.LabelCount)
            {
                return TryNextRoutine(out name, out address);
            }

            name = _symbols._table.Slice(_name + 1, _symbols._table[_name]);
            address = _symbols.Word((int)_symbols.Word(24) + (_index * sizeof(uint)));
            _name += 1 + name.Length;
            _index++;
            return true;
        }

        private bool TryNextRoutine(out ReadOnlySpan<byte> name, out uint address)
        {
            name = default;
            address = 0;
            while (_function < _symbols.FunctionCount)
            {
                FunctionSymbol function = _symbols.FunctionAt(_function++);
                if (function.Type.IsEmpty)
                {
                    name = function.Name;
                    address = function.Start;
                    return true;
                }
            }

            return false;
        }
    }
}
