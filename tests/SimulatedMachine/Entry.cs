// The bits of directory and table entries, defined separately from the core's own, so that each checks the other.
namespace Osmosis.Simulation;

/// <summary>
/// 32-bit paging, Intel SDM volume 3, tables 4-5 and 4-6. A cached translation is kept in the same form: frame, the
/// permissions that directory and table entry both give, the memory type of the table entry, and whether the dirty bit
/// is already set.
/// </summary>
public static class Entry
{
    public const uint Present = 1 << 0;
    public const uint Writable = 1 << 1;
    public const uint User = 1 << 2;
    public const uint WriteThrough = 1 << 3;
    public const uint CacheDisable = 1 << 4;
    public const uint Accessed = 1 << 5;
    public const uint Dirty = 1 << 6;

    /// <summary>PS in a directory entry; PAT in a table entry, which is reserved on processors without it.</summary>
    public const uint Bit7 = 1 << 7;

    public const uint FrameMask = 0xFFFF_F000;

    private const uint MemoryType = WriteThrough | CacheDisable;

    public static uint Combine(uint directoryEntry, uint tableEntry) =>
        (tableEntry & (FrameMask | MemoryType | Dirty)) | (directoryEntry & tableEntry & (Writable | User)) | Present;
}
