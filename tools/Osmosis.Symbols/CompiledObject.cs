// The native compiler's object: its symbols, and the source lines, variables and types of its functions in CodeView.
using System;
using System.Buffers.Binary;
using System.Text;
using Osmosis.Symbols.CodeView;

namespace Osmosis.Symbols;

/// <param name="Size">Bytes of code.</param>
/// <param name="File">The path given to the compiler; null if the function has no lines.</param>
/// <param name="Lines">Ascending.</param>
internal sealed record CompiledLines(uint Size, string? File, IReadOnlyList<LineEntry> Lines);

/// <summary>
/// A COFF object (PE specification, "COFF File Header": 20 bytes, section header 40, relocation 10, symbol 18). Its
/// section <c>.debug$S</c> is a row of CodeView subsections { kind, length, … } aligned to 4:
/// <code>
///   0xF1 symbols    a function, its arguments and its locals: see <see cref="CompiledVariable"/>
///   0xF2 lines      { function: relocated, section, flags, bytes of code }, then a block a file:
///                   { file, count, bytes }, count x { offset, line }
///   0xF3 strings    zero-terminated
///   0xF4 checksums  { offset in the strings, bytes, kind, … }; a file is named by its offset here
/// </code>
/// </summary>
internal sealed class CompiledObject
{
    private const int SectionHeaderSize = 40;
    private const int SymbolSize = 18;
    private const uint SymbolsKind = 0xF1;
    private const uint LinesKind = 0xF2;
    private const uint StringsKind = 0xF3;
    private const uint ChecksumsKind = 0xF4;
    private const uint LineMask = 0xFF_FFFF;

    // Line numbers for code without a line, which a debugger steps over or always into.
    private const uint HiddenLine = 0xFEEFEE;
    private const uint AlwaysStepLine = 0xF00F00;

    private readonly byte[] _file;
    private readonly Dictionary<uint, string> _symbols = [];
    private readonly HashSet<string> _defined = [];
    private readonly Dictionary<string, CompiledLines> _lines = [];

    private readonly Dictionary<string, IReadOnlyList<CompiledVariable>> _variables = [];

    private CompiledObject(byte[] file) => _file = file;

    /// <summary>The names that the object defines.</summary>
    public IReadOnlySet<string> DefinedNames => _defined;

    /// <summary>By the name of the function.</summary>
    public IReadOnlyDictionary<string, CompiledLines> Lines => _lines;

    /// <summary>By the name of the function.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CompiledVariable>> Variables => _variables;

    public CompiledTypes Types { get; private set; } = new([]);

    /// <exception cref="SymbolException">Its debug information has an unexpected form.</exception>
    public static CompiledObject Load(string path)
    {
        CompiledObject read = new(File.ReadAllBytes(path));
        read.ReadSymbols();
        for (int i = 0; i < read.Half(2); i++)
        {
            int header = 20 + read.Half(16) + (i * SectionHeaderSize);
            ReadOnlySpan<byte> name = read._file.AsSpan(header, 8);
            if (name.SequenceEqual(".debug$S"u8))
            {
                read.ReadDebugSection(header);
            }
            else if (name.SequenceEqual(".debug$T"u8))
            {
                int start = (int)read.Word(header + 20);
                read.Types = new CompiledTypes(
                    read._file.AsSpan(start + sizeof(uint), (int)read.Word(header + 16) - sizeof(uint)));
            }
        }

        return read;
    }

    private void ReadSymbols()
    {
        (int table, uint count) = ((int)Word(8), Word(12));
        int strings = table + ((int)count * SymbolSize);
        for (uint i = 0; i < count; i++)
        {
            int at = table + ((int)i * SymbolSize);
            _symbols[i] = Word(at) == 0
                ? Text(strings + (int)Word(at + 4)) : Encoding.ASCII.GetString(_file, at, 8).TrimEnd('\0');
            if (Half(at + 12) != 0)
            {
                _defined.Add(_symbols[i]);
            }

            i += _file[at + 17];
        }
    }

    private void ReadDebugSection(int header)
    {
        int start = (int)Word(header + 20);
        Dictionary<int, string> functions = Relocations(header, start);
        List<(uint Kind, int Start, int End)> parts = [];
        for (int at = start + sizeof(uint); at < start + (int)Word(header + 16);)
        {
            int end = at + 8 + (int)Word(at + 4);
            parts.Add((Word(at), at + 8, end));
            at = start + ((end - start + 3) & ~3);
        }

        int strings = parts.FirstOrDefault(part => part.Kind == StringsKind).Start;
        int checksums = parts.FirstOrDefault(part => part.Kind == ChecksumsKind).Start;
        foreach ((uint kind, int at, int end) in parts)
        {
            if (kind == SymbolsKind && CompiledVariable.ReadFunction(_file.AsSpan(at..end)) is { } function)
            {
                _variables.TryAdd(function.Function, function.Variables);
            }
            else if (kind == LinesKind)
            {
                _lines.Add(functions[at], ReadLines(at, end, file => Text(strings + (int)Word(checksums + (int)file))));
            }
        }
    }

    // Offsets in the file, and the symbols whose addresses belong there.
    private Dictionary<int, string> Relocations(int header, int start)
    {
        int count = Half(header + 32);
        Dictionary<int, string> symbols = [];
        for (int i = 0; i < count; i++)
        {
            int at = (int)Word(header + 24) + (i * 10);
            symbols.TryAdd(start + (int)Word(at), _symbols[Word(at + 4)]);
        }

        return symbols;
    }

    private CompiledLines ReadLines(int at, int end, Func<uint, string> fileName)
    {
        uint size = Word(at + 8);
        string? file = null;
        SortedDictionary<uint, uint> lines = [];
        for (int block = at + 12; block < end; block += (int)Word(block + 8))
        {
            string name = fileName(Word(block));
            if (file is not null && file != name)
            {
                throw new SymbolException(
                    $"a function has lines in two files, {file} and {name}: the table has room for one");
            }

            file = name;
            for (int i = 0; i < (int)Word(block + 4); i++)
            {
                uint line = Word(block + 12 + (i * 8) + 4) & LineMask;
                if (line is not (0 or HiddenLine or AlwaysStepLine))
                {
                    lines[Word(block + 12 + (i * 8))] = line;
                }
            }
        }

        return new CompiledLines(size, lines.Count == 0 ? null : file,
            [.. lines.Select(line => new LineEntry(line.Key, line.Value))]);
    }

    private string Text(int offset)
    {
        ReadOnlySpan<byte> rest = _file.AsSpan(offset);
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(offset));

    private int Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(offset));
}
