namespace Osmosis.Memory.Spaces;

/// <summary>What a frame is used for.</summary>
public enum FrameKind : byte
{
    /// <summary>Nothing that the address spaces know of: free, or the kernel's own.</summary>
    Other,

    /// <summary>Full of zeros, read-only, and in any number of tables, which are not counted.</summary>
    Zero,

    /// <summary>A page of private anonymous memory, or a private copy of an object's page.</summary>
    Page,

    /// <summary>A page of an object. The object holds one of the references.</summary>
    ObjectPage,

    /// <summary>A page table. Its references are the directory entries that name it.</summary>
    Table,
}

/// <summary>
/// What is known of a frame: 32 bytes, one record for each frame of RAM (S7).
/// <code>
/// +0  references     table entries that name the frame, each shared table's once; and 1 if an object holds it
/// +4  kind, dirty, entries used (table)
/// +8  object, +12 page in it            (object page)
/// +16 next: in the hash chain (object page), or in a list of frames that are taken for later or to be freed
/// +20 next, +24 previous page of the object
/// +28 first frame of the hash chain with this number, which has nothing to do with the frame itself
/// </code>
/// A reference is an entry of 4 bytes in one of at most 2^20 frames, or an object: so there are never more than 2^30 +
/// 2^20 of them, and the count can't overflow.
/// </summary>
public struct FrameRecord
{
    public uint References;
    public FrameKind Kind;
    public bool IsDirty;
    public ushort Entries;
    public uint Object;
    public uint Page;
    public uint Next;
    public uint NextOfObject;
    public uint PreviousOfObject;
    public uint ChainHead;
}
