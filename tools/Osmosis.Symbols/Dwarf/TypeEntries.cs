// The types of arguments, locals and static fields, as entries.
using System;
using Osmosis.Symbols.CodeView;

namespace Osmosis.Symbols.Dwarf;

internal sealed class TypeEntries(EntryWriter entries, CompiledTypes types, MethodNames names)
{
    private const uint PointerSize = 4;
    private const string BackingField = ">k__BackingField";
    private const string ArraySuffix = "_array";
    private const string ThisSuffix = "_this";

    // Number, name in C#, bytes, encoding: DW_ATE_boolean 2, float 4, signed 5, unsigned 7, UTF 16.
    private static readonly (uint Number, string Name, int Size, int Encoding)[] Simple =
    [
        (0x30, "bool", 1, 2), (0x68, "sbyte", 1, 5), (0x69, "byte", 1, 7), (0x71, "char", 2, 16), (0x72, "short", 2, 5),
        (0x73, "ushort", 2, 7),
        (0x74, "int", 4, 5), (0x75, "uint", 4, 7), (0x76, "long", 8, 5), (0x77, "ulong", 8, 7), (0x40, "float", 4, 4),
        (0x41, "double", 8, 4),
    ];

    /// <summary>
    /// The type of an entry; empty for <c>void</c> and for the shape of a virtual method table, which no variable has
    /// as its type.
    /// </summary>
    /// <exception cref="SymbolException">An unknown simple type.</exception>
    public EntryAttribute[] Of(uint number) =>
        number is 0 or 3 || (number >= CompiledTypes.First && types[number] is null)
            ? [] : [EntryAttribute.Entry(Attribute.Type, Label(types.Definition(number)))];

    /// <summary>
    /// As <see cref="Of"/>, for <c>this</c>: in a structure it is a reference, but a debugger expects a pointer.
    /// </summary>
    public EntryAttribute[] OfThis(uint number) =>
        types[number] is PointerType { IsReference: true }
            ? [EntryAttribute.Entry(Attribute.Type, Label(number) + ThisSuffix)] : Of(number);

    public void Write()
    {
        foreach ((uint number, string name, int size, int encoding) in Simple)
        {
            entries.Leaf(Tag.BaseType, Label(number), Named(name), Size(size),
                EntryAttribute.Number(Attribute.Encoding, encoding));
        }

        foreach ((uint number, CompiledType type) in types.All)
        {
            switch (type)
            {
                case PointerType { IsReference: true } reference:
                    entries.Leaf(Tag.ReferenceType, Label(number), [Size(PointerSize), .. Of(reference.Target)]);
                    entries.Leaf(Tag.PointerType, Label(number) + ThisSuffix,
                        [Size(PointerSize), .. Of(reference.Target)]);
                    break;
                case PointerType pointer:
                    entries.Leaf(Tag.PointerType, Label(number), [Size(PointerSize), .. Of(pointer.Target)]);
                    break;
                case EnumerationType enumeration:
                    WriteEnumeration(number, enumeration);
                    break;
                case StructureType { IsDeclaration: true } declared when types.Definition(number) == number:
                    entries.Leaf(Tag.StructureType, Label(number), Named(names.OfType(declared.Name)),
                        EntryAttribute.Flag(Attribute.Declaration));
                    break;
                case StructureType { IsDeclaration: false } structure:
                    WriteStructure(number, structure);
                    break;
            }
        }
    }

    /// <summary>A field's name in source: a property's backing field has the property's name.</summary>
    public static string FieldName(string name) =>
        name.EndsWith(BackingField, StringComparison.Ordinal) ? name[1..^BackingField.Length] : name;

    private void WriteEnumeration(uint number, EnumerationType enumeration)
    {
        int size = Simple.First(simple => simple.Number == enumeration.Underlying).Size;
        entries.Open(Tag.EnumerationType, Label(number),
            [Named(names.OfType(enumeration.Name)), Size(size), .. Of(enumeration.Underlying)]);
        foreach (CompiledMember constant in enumeration.Members)
        {
            entries.Leaf(Tag.Enumerator, null, Named(constant.Name),
                EntryAttribute.Number(Attribute.ConstantValue, constant.Value));
        }

        entries.Close();
    }

    private void WriteStructure(uint number, StructureType structure)
    {
        CompiledMember[] fields = [.. structure.Members.Where(member => !member.IsStatic)];
        entries.Open(Tag.StructureType, Label(number), Named(names.OfType(structure.Name)), Size(structure.Size));
        if (structure.Base is uint extended)
        {
            entries.Leaf(Tag.Inheritance, null, [.. Of(extended), EntryAttribute.Number(Attribute.MemberPlace, 0)]);
        }

        // A structure that repeats its only field is an inline array.
        uint? repeated = fields is [var only] && SizeOf(only.Type) is uint size and > 0 && structure.Base is null
            && structure.Size >= 2 * size ? structure.Size / size : null;
        foreach (CompiledMember field in fields)
        {
            EntryAttribute[] type = repeated is null
                ? Of(field.Type) : [EntryAttribute.Entry(Attribute.Type, Label(number) + ArraySuffix)];
            entries.Leaf(Tag.Member, null,
                [Named(FieldName(field.Name)), .. type, EntryAttribute.Number(Attribute.MemberPlace, field.Value)]);
        }

        entries.Close();
        if (repeated is uint count)
        {
            entries.Open(Tag.ArrayType, Label(number) + ArraySuffix, Of(fields[0].Type));
            entries.Leaf(Tag.SubrangeType, null, EntryAttribute.Number(Attribute.Count, count));
            entries.Close();
        }
    }

    private uint SizeOf(uint number) => types[types.Definition(number)] switch
    {
        StructureType structure => structure.Size,
        EnumerationType enumeration => SizeOf(enumeration.Underlying),
        PointerType => PointerSize,
        _ => (uint)Simple.FirstOrDefault(simple => simple.Number == number).Size,
    };

    private static string Label(uint number) =>
        number >= CompiledTypes.First || Simple.Any(simple => simple.Number == number)
            ? $".Ltype_{number:x}"
            : throw new SymbolException($"debug information has a simple type 0x{number:x}");

    private static EntryAttribute Named(string name) => EntryAttribute.Text(Attribute.Name, name);

    private static EntryAttribute Size(long bytes) => EntryAttribute.Number(Attribute.ByteSize, bytes);
}
