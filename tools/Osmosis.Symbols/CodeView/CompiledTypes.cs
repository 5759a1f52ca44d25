// The types that the native compiler recorded: the section .debug$T of its object.
using System;

namespace Osmosis.Symbols.CodeView;

internal abstract record CompiledType;

/// <param name="Target">Number of the target's type.</param>
internal sealed record PointerType(uint Target, bool IsReference) : CompiledType;

/// <param name="Name">The native compiler's.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Base">Number of the type that it extends.</param>
/// <param name="IsDeclaration">Only the name is known.</param>
internal sealed record StructureType(string Name, uint Size, uint? Base, IReadOnlyList<CompiledMember> Members,
    bool IsDeclaration) : CompiledType;

/// <param name="Underlying">Number of the type of its values.</param>
internal sealed record EnumerationType(string Name, uint Underlying, IReadOnlyList<CompiledMember> Members)
    : CompiledType;

/// <summary>
/// A field, with its type and its offset in bytes; or a constant of an enumeration, with its value. Static fields have
/// no offset.
/// </summary>
internal readonly record struct CompiledMember(string Name, uint Type, long Value, bool IsStatic);

/// <summary>Types have numbers from 0x1000 on, in order. Lower ones are the compiler's own simple types.</summary>
internal sealed class CompiledTypes
{
    public const uint First = 0x1000;

    private const ushort Pointer = 0x1002;
    private const ushort FieldList = 0x1203;
    private const ushort Base = 0x1400;
    private const ushort Enumerate = 0x1502;
    private const ushort Class = 0x1504;
    private const ushort Structure = 0x1505;
    private const ushort Enumeration = 0x1507;
    private const ushort Member = 0x150D;
    private const ushort StaticMember = 0x150E;
    private const ushort VirtualTable = 0x1409;
    private const ushort DeclarationProperty = 0x80;
    private const uint PointerModeMask = 0xE0;

    private readonly List<CompiledType?> _types = [];
    private readonly Dictionary<uint, IReadOnlyList<CompiledMember>> _fields = [];
    private readonly Dictionary<string, uint> _definitions = [];

    /// <param name="records">The section after its first word; empty if there is no such section.</param>
    /// <exception cref="SymbolException">An unknown kind of record.</exception>
    public CompiledTypes(ReadOnlySpan<byte> records)
    {
        RecordReader reader = new(records);
        while (reader.Remaining > 0)
        {
            RecordReader record = reader.Record(out ushort kind);
            CompiledType? type = Read(record, kind);
            if (type is StructureType { IsDeclaration: false } structure)
            {
                _definitions[structure.Name] = First + (uint)_types.Count;
            }

            _types.Add(type);
        }
    }

    /// <summary>
    /// Every type that a variable can have, with its number. A type that is only declared at its use comes with its
    /// definition.
    /// </summary>
    public IEnumerable<(uint Number, CompiledType Type)> All =>
        _types.Select((type, index) => (First + (uint)index, type!)).Where(type => type.Item2 is not null);

    /// <summary>The number of a type's definition: another number if this one is only a declaration.</summary>
    public uint Definition(uint number) =>
        number >= First && _types[(int)(number - First)] is StructureType { IsDeclaration: true } declared
            ? _definitions.GetValueOrDefault(declared.Name, number) : number;

    public CompiledType? this[uint number] => number < First ? null : _types[(int)(number - First)];

    private CompiledType? Read(RecordReader record, ushort kind)
    {
        switch (kind)
        {
            case Pointer:
                return new PointerType(record.Word(), (record.Word() & PointerModeMask) != 0);
            case Class or Structure:
                return ReadStructure(record);
            case Enumeration:
                record.Skip(2 * sizeof(ushort));
                (uint underlying, uint constants) = (record.Word(), record.Word());
                return new EnumerationType(record.Text(), underlying, _fields.GetValueOrDefault(constants, []));
            case FieldList:
                _fields.Add(First + (uint)_types.Count, ReadFields(record));
                return null;
            default:
                // Signatures of methods, and lists of their arguments.
                return null;
        }
    }

    private StructureType ReadStructure(RecordReader record)
    {
        record.Skip(sizeof(ushort));
        bool isDeclaration = (record.Half() & DeclarationProperty) != 0;
        IReadOnlyList<CompiledMember> fields = _fields.GetValueOrDefault(record.Word(), []);
        record.Skip(2 * sizeof(uint));
        uint size = (uint)record.Number();
        CompiledMember extended = fields.FirstOrDefault(field => field.Name.Length == 0);
        return new StructureType(record.Text(), size, extended.Type == 0 ? null : extended.Type,
            [.. fields.Where(field => field.Name.Length > 0)], isDeclaration);
    }

    // A base type is a member without a name.
    private static List<CompiledMember> ReadFields(RecordReader record)
    {
        List<CompiledMember> fields = [];
        for (record.SkipPadding(); record.Remaining > 0; record.SkipPadding())
        {
            ushort kind = record.Half();
            ushort attributes = record.Half();
            switch (kind)
            {
                case Enumerate:
                    long value = record.Number();
                    fields.Add(new CompiledMember(record.Text(), 0, value, true));
                    break;
                case Member or Base:
                    (uint type, long place) = (record.Word(), record.Number());
                    fields.Add(new CompiledMember(kind == Member ? record.Text() : "", type, place, false));
                    break;
                case StaticMember:
                    uint own = record.Word();
                    fields.Add(new CompiledMember(record.Text(), own, 0, true));
                    break;
                case VirtualTable:
                    record.Skip(sizeof(uint));
                    break;
                default:
                    throw new SymbolException(
                        $"debug information has a member of kind 0x{kind:x} (attributes 0x{attributes:x})");
            }
        }

        return fields;
    }
}
