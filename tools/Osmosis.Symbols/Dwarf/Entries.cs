// Writes the tree of debugging information entries, as assembly text.
using System;
using System.Globalization;

namespace Osmosis.Symbols.Dwarf;

/// <summary>Kinds of entries (DWARF 4, figure 18).</summary>
internal enum Tag
{
    ArrayType = 0x01,
    EnumerationType = 0x04,
    FormalParameter = 0x05,
    Member = 0x0D,
    PointerType = 0x0F,
    ReferenceType = 0x10,
    CompileUnit = 0x11,
    StructureType = 0x13,
    Inheritance = 0x1C,
    SubrangeType = 0x21,
    BaseType = 0x24,
    Enumerator = 0x28,
    Subprogram = 0x2E,
    Variable = 0x34,
}

/// <summary>Attributes of entries (DWARF 4, figure 20).</summary>
internal enum Attribute
{
    Location = 0x02,
    Name = 0x03,
    ByteSize = 0x0B,
    StatementList = 0x10,
    LowAddress = 0x11,
    HighAddress = 0x12,
    Language = 0x13,
    CompilationFolder = 0x1B,
    ConstantValue = 0x1C,
    Producer = 0x25,
    Count = 0x37,
    MemberPlace = 0x38,
    Declaration = 0x3C,
    Encoding = 0x3E,
    External = 0x3F,
    FrameBase = 0x40,
    Type = 0x49,
    Ranges = 0x55,
}

/// <param name="Form">The encoding of the value (DWARF 4, figure 21).</param>
/// <param name="Value">The assembler's directives for it; empty if the form is enough.</param>
internal readonly record struct EntryAttribute(Attribute Attribute, int Form, string Value)
{
    public static EntryAttribute Text(Attribute attribute, string text) => new(attribute, 0x08, $".string \"{text}\"");

    public static EntryAttribute Number(Attribute attribute, long value) =>
        new(attribute, 0x0D, string.Create(CultureInfo.InvariantCulture, $".sleb128 {value}"));

    public static EntryAttribute Address(Attribute attribute, uint address) =>
        new(attribute, 0x01, $".4byte 0x{address:x}");

    /// <summary>Another entry of the unit.</summary>
    public static EntryAttribute Entry(Attribute attribute, string label) =>
        new(attribute, 0x13, $".4byte {label} - {EntryWriter.UnitLabel}");

    /// <summary>A place in another section.</summary>
    public static EntryAttribute Place(Attribute attribute, string label) => new(attribute, 0x17, $".4byte {label}");

    public static EntryAttribute Flag(Attribute attribute) => new(attribute, 0x19, "");

    /// <param name="attribute">The attribute computed by the expression.</param>
    /// <param name="operations">Directives for its operations.</param>
    public static EntryAttribute Expression(Attribute attribute, string operations) =>
        new(attribute, 0x18, $".uleb128 2f - 1f\n1: {operations}\n2:");
}

internal sealed class EntryWriter(TextWriter output)
{
    public const string UnitLabel = ".Lunit";

    private readonly Dictionary<string, int> _abbreviations = [];

    /// <summary>An entry whose parts follow, up to <see cref="Close"/>.</summary>
    public void Open(Tag tag, string? label, params ReadOnlySpan<EntryAttribute> attributes) =>
        Write(tag, label, true, attributes);

    /// <summary>An entry without parts.</summary>
    public void Leaf(Tag tag, string? label, params ReadOnlySpan<EntryAttribute> attributes) =>
        Write(tag, label, false, attributes);

    public void Close() => output.WriteLine(".byte 0");

    /// <summary>The attributes and forms of the entries: the section <c>.debug_abbrev</c>.</summary>
    public void WriteAbbreviations()
    {
        foreach ((string shape, int number) in _abbreviations)
        {
            output.WriteLine($".uleb128 {number}, {shape}, 0, 0");
        }

        output.WriteLine(".byte 0");
    }

    private void Write(Tag tag, string? label, bool hasParts, ReadOnlySpan<EntryAttribute> attributes)
    {
        List<int> shape = [(int)tag, hasParts ? 1 : 0];
        foreach (EntryAttribute attribute in attributes)
        {
            shape.AddRange([(int)attribute.Attribute, attribute.Form]);
        }

        string key = string.Join(", ", shape);
        _abbreviations.TryAdd(key, _abbreviations.Count + 1);
        output.WriteLine($"{(label is null ? "" : label + ": ")}.uleb128 {_abbreviations[key]}");
        foreach (EntryAttribute attribute in attributes)
        {
            output.WriteLine(attribute.Value);
        }
    }
}
