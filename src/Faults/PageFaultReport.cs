using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;

namespace Osmosis.Faults;

/// <summary>What an instruction wanted of an address.</summary>
public enum PageAccess : byte
{
    Read,
    Write,

    /// <summary>To execute what is there.</summary>
    Fetch,
}

/// <summary>Why the processor refused.</summary>
public enum PageFaultCause : byte
{
    /// <summary>The directory entry is not present: no table covers the address.</summary>
    NoTable,

    /// <summary>The table entry is not present: the page is not mapped.</summary>
    NotMapped,

    /// <summary>A write, and an entry forbids writing.</summary>
    ReadOnly,

    /// <summary>User mode, and an entry keeps the page for the kernel.</summary>
    KernelOnly,

    /// <summary>An entry has a bit set that must be clear.</summary>
    ReservedBit,

    /// <summary>
    /// The entries don't explain it: the TLB held an older translation, or they changed since. Somebody changed an entry without INVLPG.
    /// </summary>
    Stale,
}

/// <summary>All that is known of a page fault: pure data, made from the error code, CR2 and the tables. Printing it is the kernel's part (E2).</summary>
public readonly struct PageFaultReport
{
    /// <summary>CR2: the address that was used.</summary>
    public required VirtualAddress Address { get; init; }

    /// <summary>What was tried, and why it was refused.</summary>
    public required PageFaultCode Code { get; init; }

    /// <summary>EIP: the instruction that was refused.</summary>
    public required VirtualAddress Instruction { get; init; }

    /// <summary>What lies there by the kernel's layout.</summary>
    public required AddressLocation Location { get; init; }

    /// <summary>The directory entry that translates the address.</summary>
    public required PageTableEntry DirectoryEntry { get; init; }

    /// <summary>The table entry; the default value when the directory entry is not present, and so there is no table.</summary>
    public required PageTableEntry TableEntry { get; init; }

    /// <summary>
    /// What was tried. With 32-bit paging the error code of a fetch is that of a read; an instruction that faults on its own address was being
    /// fetched, as it could not have run otherwise.
    /// </summary>
    public PageAccess Access =>
        Code.IsWrite ? PageAccess.Write :
        Code.IsFetch || Instruction == Address ? PageAccess.Fetch :
        PageAccess.Read;

    /// <summary>Why it was refused, as far as the entries explain it.</summary>
    public PageFaultCause Cause
    {
        get
        {
            if (Code.IsReservedBit)
            {
                return PageFaultCause.ReservedBit;
            }

            if (!DirectoryEntry.IsPresent || !TableEntry.IsPresent)
            {
                return Code.IsProtection ? PageFaultCause.Stale
                    : DirectoryEntry.IsPresent ? PageFaultCause.NotMapped
                    : PageFaultCause.NoTable;
            }

            PageFlags allowed = DirectoryEntry.Flags & TableEntry.Flags;
            return !Code.IsProtection ? PageFaultCause.Stale
                : Code.IsUser && (allowed & PageFlags.User) == 0 ? PageFaultCause.KernelOnly
                : Code.IsWrite && (allowed & PageFlags.Writable) == 0 ? PageFaultCause.ReadOnly
                : PageFaultCause.Stale;
        }
    }

    /// <summary>
    /// Whether the entries, as they are now, don't explain the refusal: then the TLB held an older translation, or they changed since.
    /// </summary>
    public bool IsStale => Cause == PageFaultCause.Stale;

    /// <summary>Looks the address up in the tables, which must be reachable. Reads nothing but table entries.</summary>
    public static PageFaultReport Create<TTables, TFrames>(
        VirtualAddress address,
        PageFaultCode code,
        VirtualAddress instruction,
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
            Instruction = instruction,
            Location = layout.Locate(address),
            DirectoryEntry = paging.ReadDirectoryEntry(address),
            TableEntry = entry,
        };
    }
}
