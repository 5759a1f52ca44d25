namespace Osmosis.Programs.Archives;

/// <summary>A file in an archive: what its header says, and where its name and its contents lie.</summary>
public struct ArchiveEntry
{
    /// <summary>
    /// Which of the archives that follow one another it is in. Hard links don't lead from one to another.
    /// </summary>
    public uint Archive;

    /// <summary>Its number; entries with the same number and device in an archive are names of one file.</summary>
    public uint Inode;

    /// <summary>Kind and permissions, as Linux's st_mode has them.</summary>
    public uint Mode;

    public uint User;
    public uint Group;

    /// <summary>How many names the file has. The last of them in the archive usually has the contents.</summary>
    public uint Links;

    /// <summary>When it was changed, in seconds since 1970.</summary>
    public uint Modified;

    /// <summary>The device on which it was.</summary>
    public uint Major;

    public uint Minor;

    /// <summary>The device that it is.</summary>
    public uint DeviceMajor;

    public uint DeviceMinor;

    /// <summary>Offset of the name in the file.</summary>
    public ulong NameAt;

    /// <summary>Bytes, without the zero that ends it. At least one, at most 4,095.</summary>
    public uint NameLength;

    /// <summary>Offset of the contents.</summary>
    public ulong ContentsAt;

    /// <summary>Bytes.</summary>
    public uint ContentsLength;
}
