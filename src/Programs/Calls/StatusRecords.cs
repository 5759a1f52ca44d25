using System.Runtime.InteropServices;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Calls;

/// <summary>Linux's struct stat64 of the i386 (arch/x86/include/uapi/asm/stat.h): 96 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct StatusRecord
{
    public ulong Device;
    public uint Padding;
    public uint ShortInode;
    public uint Mode;
    public uint Links;
    public uint User;
    public uint Group;
    public ulong NamedDevice;
    public uint MorePadding;
    public ulong Length;
    public uint BlockBytes;
    public ulong Blocks;
    public uint Accessed;
    public uint AccessedNanoseconds;
    public uint Modified;
    public uint ModifiedNanoseconds;
    public uint Changed;
    public uint ChangedNanoseconds;
    public ulong Inode;

    /// <summary>All files lie on one device.</summary>
    public const uint OnlyDevice = 1;

    public const uint PageBytes = 4096;

    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Blocks of 512 bytes that a length takes, in whole pages.</summary>
    public static ulong BlocksOf(ulong length) => (length + PageBytes - 1) / PageBytes * (PageBytes / 512);

    public static StatusRecord Of(in FileStatus status) => new()
    {
        Device = OnlyDevice,
        ShortInode = status.Inode,
        Mode = status.Mode,
        Links = status.Links,
        User = status.User,
        Group = status.Group,
        NamedDevice = status.Device,
        Length = status.Length,
        BlockBytes = PageBytes,
        Blocks = BlocksOf(status.Length),
        Accessed = (uint)(status.Accessed / NanosecondsPerSecond),
        AccessedNanoseconds = (uint)(status.Accessed % NanosecondsPerSecond),
        Modified = (uint)(status.Modified / NanosecondsPerSecond),
        ModifiedNanoseconds = (uint)(status.Modified % NanosecondsPerSecond),
        Changed = (uint)(status.Changed / NanosecondsPerSecond),
        ChangedNanoseconds = (uint)(status.Changed % NanosecondsPerSecond),
        Inode = status.Inode,
    };
}

/// <summary>A time in struct statx: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct LongTime
{
    public ulong Seconds;
    public uint Nanoseconds;
    public uint Padding;

    public static LongTime Of(ulong nanoseconds) => new()
    {
        Seconds = nanoseconds / 1_000_000_000,
        Nanoseconds = (uint)(nanoseconds % 1_000_000_000),
    };
}

/// <summary>Linux's struct statx (include/uapi/linux/stat.h): 256 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 256)]
internal struct LongStatusRecord
{
    /// <summary>What is filled in: all but the time of birth (STATX_BASIC_STATS).</summary>
    public const uint BasicMask = 0x7FF;

    public uint Mask;
    public uint BlockBytes;
    public ulong Attributes;
    public uint Links;
    public uint User;
    public uint Group;
    public uint Mode;
    public ulong Inode;
    public ulong Length;
    public ulong Blocks;
    public ulong AttributesMask;
    public LongTime Accessed;
    public LongTime Born;
    public LongTime Changed;
    public LongTime Modified;
    public uint NamedMajor;
    public uint NamedMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;

    public static LongStatusRecord Of(in FileStatus status) => new()
    {
        Mask = BasicMask,
        BlockBytes = StatusRecord.PageBytes,
        Links = status.Links,
        User = status.User,
        Group = status.Group,
        Mode = status.Mode,
        Inode = status.Inode,
        Length = status.Length,
        Blocks = StatusRecord.BlocksOf(status.Length),
        Accessed = LongTime.Of(status.Accessed),
        Changed = LongTime.Of(status.Changed),
        Modified = LongTime.Of(status.Modified),
        NamedMajor = (status.Device >> 8) & 0xFFF,
        NamedMinor = (status.Device & 0xFF) | ((status.Device >> 12) & 0xF_FF00),
        DeviceMinor = StatusRecord.OnlyDevice,
    };
}

/// <summary>Linux's struct statfs64 of the i386: 84 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 84)]
internal struct FileSystemRecord
{
    /// <summary>As tmpfs has it (include/uapi/linux/magic.h).</summary>
    public const uint MemoryFileSystem = 0x0102_1994;

    public uint Kind;
    public uint BlockBytes;
    public ulong Blocks;
    public ulong FreeBlocks;
    public ulong AvailableBlocks;
    public ulong Files;
    public ulong FreeFiles;
    public ulong Number;
    public uint LongestName;
    public uint FragmentBytes;
}
