namespace Osmosis.Memory;

/// <summary>All that is known of a page fault: pure data, made from the error code, CR2 and the tables. Printing it is the kernel's part (E2).</summary>
public readonly struct PageFaultReport
{
    /// <summary>CR2: the address that was used.</summary>
    public required VirtualAddress Address { get; init; }

    /// <summary>What was tried, and why it was refused.</summary>
    public required PageFaultCode Code { get; init; }

    /// <summary>What lies there by the kernel's layout.</summary>
    public required AddressLocation Location { get; init; }

    /// <summary>The directory entry that translates the address.</summary>
    public required PageTableEntry DirectoryEntry { get; init; }

    /// <summary>The table entry; the default value when the directory entry is not present, and so there is no table.</summary>
    public required PageTableEntry TableEntry { get; init; }

    /// <summary>
    /// Whether the entries allow now what was refused: then the TLB held an older translation, or the entries changed since.
    /// </summary>
    public bool IsStale =>
        DirectoryEntry.IsPresent && TableEntry.IsPresent
        && (!Code.IsWrite || (DirectoryEntry.Flags & TableEntry.Flags & PageFlags.Writable) != 0)
        && (!Code.IsUser || (DirectoryEntry.Flags & TableEntry.Flags & PageFlags.User) != 0)
        && !Code.IsReservedBit;

    /// <summary>Looks the address up in the tables, which must be reachable. Reads nothing but table entries.</summary>
    public static PageFaultReport Create<TTables, TFrames>(
        VirtualAddress address,
        PageFaultCode code,
        AddressSpaceLayout layout,
        ref readonly Paging<TTables, TFrames> paging)
        where TTables : struct, IPageTables
        where TFrames : struct, IFrameSource
    {
        paging.TryReadEntry(address, out PageTableEntry entry);
        return new PageFaultReport
        {
            Address = address,
            Code = code,
            Location = layout.Locate(address),
            DirectoryEntry = paging.ReadDirectoryEntry(address),
            TableEntry = entry,
        };
    }
}
