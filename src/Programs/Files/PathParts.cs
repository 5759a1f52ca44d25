using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>What the last part of a path is.</summary>
internal enum LastPart : byte
{
    /// <summary>A name.</summary>
    Name,

    /// <summary>".".</summary>
    Dot,

    /// <summary>"..".</summary>
    DotDot,

    /// <summary>There is none: the path is "/".</summary>
    None,
}

/// <summary>How far the path, or the text of a symbolic link, has been read.</summary>
internal struct PathLevel
{
    /// <summary>The link whose text the next level reads.</summary>
    public Handle Link;

    /// <summary>Where this level is in its text.</summary>
    public uint At;
}

/// <summary>The path itself, and the texts of forty links.</summary>
[InlineArray(Count)]
internal struct PathLevels
{
    public const int Count = 41;

    private PathLevel _first;
}

/// <summary>Room for a name.</summary>
[InlineArray(255)]
internal struct PathName
{
    private byte _first;

    public static LastPart PartOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("."u8))
        {
            return LastPart.Dot;
        }

        return name.SequenceEqual(".."u8) ? LastPart.DotDot : LastPart.Name;
    }
}
