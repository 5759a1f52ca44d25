using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// A file, folder, symbolic link, pipe or device: what Linux calls an inode. It lives as long as a name leads to it or
/// somebody holds it.
/// </summary>
public struct Node : IHandled
{
    /// <summary>Kind and permissions, as st_mode has them.</summary>
    public uint Mode;

    /// <summary>
    /// Names that lead to it. A folder counts itself and its folders' "..", too; 0 when it was removed.
    /// </summary>
    public uint Links;

    /// <summary>Those who use it without a name: open files, working folders, and the folders in a folder.</summary>
    public uint Holds;

    /// <summary>
    /// How often a file is open for writing; below 0, how many processes run it. Never both at once (ETXTBSY).
    /// </summary>
    public int Writers;

    public uint User;
    public uint Group;

    /// <summary>A device's number.</summary>
    public uint Device;

    /// <summary>
    /// What makes its contents when they are read, or its entries when they are looked at; 0 for what is kept. Its
    /// meaning is <see cref="IFileMachine.Generate"/>'s.
    /// </summary>
    public uint Generator;

    /// <summary>What the generator makes them from: a process's number.</summary>
    public uint Subject;

    /// <summary>
    /// The memory object with the bytes of a file, the text of a symbolic link, or what is in a pipe.
    /// </summary>
    public uint Contents;

    /// <summary>Last read, last changed, and last change of anything: nanoseconds since 1970.</summary>
    public ulong Accessed;

    public ulong Modified;
    public ulong Changed;

    /// <summary>A folder's entries, in the order in which they were made.</summary>
    internal FolderEntries Entries;

    /// <summary>A pipe's state.</summary>
    internal PipeState Pipe;

    public uint Generation { readonly get; set; }

    public uint NextFree { readonly get; set; }

    public readonly uint Kind => Mode & NodeMode.KindMask;

    public readonly bool IsFolder => Kind == NodeMode.Folder;

    public readonly bool IsLink => Kind == NodeMode.Link;

    public readonly bool IsFile => Kind == NodeMode.File;

    /// <summary>Whether it has a memory object for its contents.</summary>
    public readonly bool HasContents => Kind is NodeMode.File or NodeMode.Link or NodeMode.Pipe;
}

/// <summary>What a folder knows of its entries.</summary>
internal struct FolderEntries
{
    public uint First;
    public uint Last;
    public uint Count;

    /// <summary>The last number that an entry was given.</summary>
    public uint Numbers;

    /// <summary>The folder that has this one; a root has itself.</summary>
    public Handle Parent;
}

/// <summary>What a pipe knows: its bytes lie in a ring in the memory object.</summary>
internal struct PipeState
{
    /// <summary>Where the oldest byte lies.</summary>
    public uint Start;

    /// <summary>How many there are.</summary>
    public uint Count;

    /// <summary>Whether it never had a name. It counts as its own, as on Linux.</summary>
    public bool IsNameless;

    /// <summary>Open ends.</summary>
    public uint Readers;

    public uint Writers;

    /// <summary>How often each end was opened, modulo 2^32.</summary>
    public uint EverRead;

    public uint EverWritten;
}

/// <summary>The bits of st_mode.</summary>
public static class NodeMode
{
    public const uint KindMask = 0xF000;
    public const uint Pipe = 0x1000;
    public const uint CharacterDevice = 0x2000;
    public const uint Folder = 0x4000;
    public const uint File = 0x8000;
    public const uint Link = 0xA000;

    /// <summary>What mkdir gives: no set-user-id, no set-group-id.</summary>
    public const uint OfNewFolder = 0x3FF;

    public const uint SetUser = 0x800;
    public const uint SetGroup = 0x400;
    public const uint GroupExecute = 8;

    /// <summary>Rights, and the bits for set-user-id, set-group-id and sticky.</summary>
    public const uint Permissions = 0xFFF;
}
