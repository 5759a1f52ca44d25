using System;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>How a file is opened: Linux's numbers for the i386 (include/uapi/asm-generic/fcntl.h).</summary>
[Flags]
public enum OpenFlags : uint
{
    /// <summary>Read-only.</summary>
    None = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    AccessMask = 3,

    /// <summary>Make the file if there is none (O_CREAT).</summary>
    Create = 0x40,

    /// <summary>Refuse if there is one (O_EXCL).</summary>
    Exclusive = 0x80,

    /// <summary>Make it empty (O_TRUNC).</summary>
    Truncate = 0x200,

    /// <summary>Each write goes to the end (O_APPEND).</summary>
    Append = 0x400,
    NonBlocking = 0x800,
    LargeFile = 0x8000,

    /// <summary>Refuse what is no folder (O_DIRECTORY).</summary>
    Directory = 0x1_0000,

    /// <summary>Refuse a symbolic link (O_NOFOLLOW).</summary>
    NoFollow = 0x2_0000,

    /// <summary>The descriptor is closed by exec (O_CLOEXEC).</summary>
    CloseOnExec = 0x8_0000,

    /// <summary>What F_SETFL may change.</summary>
    Changeable = Append | NonBlocking,

    /// <summary>What F_GETFL answers.</summary>
    Kept = AccessMask | Changeable | LargeFile | Directory | NoFollow,
}

/// <summary>An open-file description: what descriptors that were duplicated or inherited share.</summary>
public struct OpenFile : IHandled
{
    public Handle Node;
    public OpenFlags Flags;

    /// <summary>Descriptors that name it.</summary>
    public uint References;

    /// <summary>
    /// Where the next read or write begins. In a folder: the number of the entry after which the listing goes on.
    /// </summary>
    public ulong Position;

    public uint Generation { readonly get; set; }

    public uint NextFree
    {
        readonly get => References;
        set => References = value;
    }

    public readonly bool MayWait => (Flags & OpenFlags.NonBlocking) == 0;

    /// <summary>Access 3 means neither, as on Linux.</summary>
    public readonly bool MayRead => (((uint)Flags + 1) & 1) != 0;

    public readonly bool MayWrite => (((uint)Flags + 1) & 2) != 0;
}

/// <summary>Thirty-two descriptors of a process. Its table is a chain of these.</summary>
public struct DescriptorBlock : IRecord
{
    internal const uint Size = 32;

    internal uint Next;

    /// <summary>A bit for each descriptor that exec closes.</summary>
    internal uint ClosedByExec;

    internal Slots Files;

    public uint NextFree
    {
        readonly get => Next;
        set => Next = value;
    }

    /// <summary>A descriptor's bit in its block.</summary>
    internal static uint BitOf(uint descriptor) => 1u << (int)(descriptor % Size);

    [InlineArray((int)Size)]
    internal struct Slots
    {
        private Handle _first;
    }
}
