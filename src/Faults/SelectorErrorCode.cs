namespace Osmosis.Faults;

/// <summary>The table that a selector refers to.</summary>
public enum DescriptorTable : byte
{
    Global,
    Local,
    Interrupt,
}

/// <summary>
/// The error code of #TS, #NP, #SS and #GP (Intel SDM volume 3, figure 6-7). All zero when no selector is to blame.
/// <code>
///  31      16 15                 3   2   1   0
/// ┌──────────┬────────────────────┬───┬───┬───┐   EXT: raised while an event from outside was delivered.
/// │    0     │ index in the table │ TI│IDT│EXT│   IDT: the index is a vector. TI: otherwise 1 is the LDT, 0 the GDT.
/// └──────────┴────────────────────┴───┴───┴───┘
/// </code>
/// </summary>
public readonly struct SelectorErrorCode
{
    public readonly uint Value;

    public SelectorErrorCode(uint value) => Value = value;

    /// <summary>Whether the code names a selector at all.</summary>
    public bool HasSelector => (Value & 0xFFFF) != 0;

    public bool IsExternal => (Value & 1) != 0;

    public DescriptorTable Table =>
        (Value & 2) != 0 ? DescriptorTable.Interrupt :
        (Value & 4) != 0 ? DescriptorTable.Local :
        DescriptorTable.Global;

    /// <summary>Which entry of the table: 0 to 8191.</summary>
    public uint Index => (Value >> 3) & 0x1FFF;

    /// <summary>The selector as a segment register would hold it, without its privilege level.</summary>
    public uint Selector => Value & 0xFFFC;
}
