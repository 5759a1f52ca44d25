using System;

namespace Osmosis.Programs;

/// <summary>The bytes of a file that somebody else made, to be read and never trusted.</summary>
public interface IFileView
{
    /// <summary>In bytes.</summary>
    ulong Length { get; }

    /// <summary>
    /// Reads bytes, all of which must lie in the file. False when its contents can't be had (no memory, an unreadable
    /// source).
    /// </summary>
    /// <param name="at">Offset of the first byte.</param>
    /// <param name="bytes">Where they go.</param>
    bool TryRead(ulong at, Span<byte> bytes);
}
