using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;

namespace Osmosis.Faults;

/// <summary>The kind of an access.</summary>
public enum PageAccess : byte
{
    Read,
    Write,

    /// <summary>An instruction fetch.</summary>
    Fetch,
}

/// <summary>Why the processor refused.</summary>
public enum PageFaultCause : byte
{
    /// <summary>The directory entry is not present: no table covers the address.</summary>
    NoTable,

    /// <summary>The table entry is not present: the page is not mapped.</summary>
    NotMapped,

    /// <summary>The access is a write, and an entry forbids writing.</summary>
    ReadOnly,

    /// <summary>The access is from user mode, and an entry reserves the page for the kernel.</summary>
    KernelOnly,

    /// <summary>The kernel's access is to a program's page, which SMEP or SMAP keeps from it.</summary>
    ProgramsPage,

    /// <summary>An entry has a bit set that must be clear.</summary>
    ReservedBit,

    /// <summary>
    /// The entries don't explain the fault: the TLB held an older translation (an INVLPG is missing), or the entries
    /// have changed since.
    /// </summary>
    Stale,
}

/// <summary>
/// All that is known of a page fault: pure data, made from the error code, CR2 and the tables. The kernel prints it
/// (E2).
/// </summary>
public readonly struct PageFaultReport
{
    /// <summary>CR2: the address of the access.</summary>
    public required VirtualAddress Address { get; init; }

    /// <summary>The access, and the reason for the refusal.</summary>
    public required PageFaultCode Code { get; init; }

    /// <summary>EIP: the faulting instruction.</summary>
    public required VirtualAddress Instruction { get; init; }

    /// <summary>The region of the address in the kernel's layout.</summary>
    public required AddressLocation Location { get; init; }

    /// <summary>The directory entry that translates the address.</summary>
    public required PageTableEntry DirectoryEntry { get; init; }

    /// <summary>
    /// The table entry; the default value when the directory entry is not present and there is no table.
    /// </summary>
    public required PageTableEntry TableEntry { get; init; }

    /// <summary>Whether SMEP or SMAP keeps the kernel from programs' pages.</summary>
    public bool IsKernelKeptOut { get; init; }

    /// <summary>
    /// The access that was tried. With 32-bit paging a fetch has the error code of a read. An instruction that faults
    /// on its own address was being fetched, because otherwise it could not have run.
    /// </summary>
    public PageAccess Access =>
        Code.IsWrite ? PageAccess.Write :
        Code.IsFetch || Instruction == Address ? PageAccess.Fetch :
        PageAccess.Read;

    /// <summary>The reason for the refusal, as far as the entries explain it.</summary>
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
                : IsKernelKeptOut && !Code.IsUser && (allowed & PageFlags.User) != 0 ? PageFaultCause.ProgramsPage
                : PageFaultCause.Stale;
        }
    }

    /// <summary>Whether the directory entry is why the access was refused; both entries may be.</summary>
    public bool IsRefusedByDirectoryEntry => Cause switch
    {
        PageFaultCause.NoTable => true,
        PageFaultCause.ReadOnly => (DirectoryEntry.Flags & PageFlags.Writable) == 0,
        PageFaultCause.KernelOnly => (DirectoryEntry.Flags & PageFlags.User) == 0,
        _ => false,
    };

    /// <inheritdoc cref="IsRefusedByDirectoryEntry"/>
    public bool IsRefusedByTableEntry => Cause switch
    {
        PageFaultCause.NotMapped => true,
        PageFaultCause.ReadOnly => (TableEntry.Flags & PageFlags.Writable) == 0,
        PageFaultCause.KernelOnly => (TableEntry.Flags & PageFlags.User) == 0,
        _ => false,
    };

    /// <summary>
    /// Whether the current entries don't explain the refusal: the TLB held an older translation, or they have changed
    /// since.
    /// </summary>
    public bool IsStale => Cause == PageFaultCause.Stale;

    /// <summary>Looks the address up in the tables, which must be reachable. Reads only table entries.</summary>
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
