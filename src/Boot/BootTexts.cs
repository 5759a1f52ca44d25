using System;

namespace Osmosis.Boot;

/// <summary>What boot found, in words that fit after a colon.</summary>
public static class BootTexts
{
    public static ReadOnlySpan<byte> Describe(this BootError error) => error switch
    {
        BootError.None => "nothing is wrong"u8,
        BootError.NoMemoryInformation => "it gives neither a memory map nor the amount of memory"u8,
        BootError.MapEndsInsideEntry => "its memory map's length ends inside an entry"u8,
        BootError.MapEntryTooShort => "an entry of its memory map is too short"u8,
        BootError.MapTooLong => "its memory map has more than 2047 separate regions"u8,
        BootError.TooManyModules => "it has too many modules, or too scattered ones"u8,
        BootError.ModuleInvalid => "a boot module ends before it starts"u8,
        BootError.InformationInvalid => "its length or its address is impossible"u8,
        BootError.TagInvalid => "a tag's length is impossible"u8,
        BootError.EndMissing => "its last tag is missing"u8,
        _ => "unknown error"u8,
    };

    public static ReadOnlySpan<byte> Describe(this RegionKind kind) => kind switch
    {
        RegionKind.Usable => "usable"u8,
        RegionKind.Reserved => "reserved"u8,
        RegionKind.AcpiTables => "ACPI tables"u8,
        RegionKind.AcpiNonVolatile => "ACPI non-volatile"u8,
        RegionKind.Defective => "defective"u8,
        _ => "nothing"u8,
    };

    public static ReadOnlySpan<byte> Describe(this PagingStep step) => step switch
    {
        PagingStep.IdentityWindow => "the identity window"u8,
        PagingStep.KernelTables => "a table of the kernel's part"u8,
        PagingStep.KernelStack => "the kernel stack"u8,
        _ => "nothing"u8,
    };
}
