using System.Runtime.CompilerServices;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>A name in a folder. It lies in the folder's list.</summary>
public struct FolderEntry : IRecord
{
    internal Handle Node;
    internal uint Next;
    internal uint Previous;

    /// <summary>
    /// Larger than those of all entries before it, so that a listing can go on where it ended, whatever was removed.
    /// </summary>
    internal uint Number;

    /// <summary>Of the name: most other names are told apart by it.</summary>
    internal uint Hash;

    /// <summary>The name's first piece, and its bytes.</summary>
    internal uint Name;

    internal uint NameLength;

    public uint NextFree
    {
        readonly get => Next;
        set => Next = value;
    }
}

/// <summary>Part of a name.</summary>
public struct NamePiece : IRecord
{
    internal const uint Size = 28;

    internal uint Next;
    internal Text Bytes;

    public uint NextFree
    {
        readonly get => Next;
        set => Next = value;
    }

    [InlineArray((int)Size)]
    internal struct Text
    {
        private byte _first;
    }
}
