using System;

namespace Osmosis.Programs.Archives;

/// <summary>
/// Reads the entries of cpio archives, one after another, in the format that <c>cpio -o -H newc</c> writes and Linux's
/// initramfs has (Documentation/driver-api/early-userspace/buffer-format.rst). Several archives may follow one another,
/// with zeros between them. No byte outside the file is read, whatever it holds.
/// </summary>
/// <typeparam name="T">The file.</typeparam>
public ref struct ArchiveReader<T>(T file)
    where T : struct, IFileView
{
    /// <summary>As Linux's PATH_MAX, with the zero that ends a name.</summary>
    public const uint LongestName = 4096;

    private const int HeaderSize = 110;
    private const int MagicSize = 6;
    private const int Digits = 8;
    private const uint KindMask = 0xF000;
    private const uint SymbolicLink = 0xA000;

    private ulong _at;
    private uint _archive;
    private bool _isInside;

    /// <summary>
    /// Offset at which the next header is looked for; after an error, that of the entry that is wrong.
    /// </summary>
    public readonly ulong At => _at;

    /// <summary>Reads the next entry. After any error but None it must not be called again.</summary>
    public ArchiveError Next(out ArchiveEntry entry)
    {
        for (; ; )
        {
            ArchiveError error = ReadEntry(out entry);
            if (error != ArchiveError.None)
            {
                return error;
            }

            error = IsTrailer(in entry, out bool isTrailer);
            if (error != ArchiveError.None || !isTrailer)
            {
                return error;
            }

            _archive++;
            _isInside = false;
        }
    }

    private ArchiveError ReadEntry(out ArchiveEntry entry)
    {
        entry = default;
        Span<byte> header = stackalloc byte[HeaderSize];
        ArchiveError error = FindHeader(header);
        if (error != ArchiveError.None)
        {
            return error;
        }

        bool isNumber = true;
        uint Number(int index, ReadOnlySpan<byte> bytes)
        {
            isNumber &= HexadecimalNumber.TryRead(bytes.Slice(MagicSize + (index * Digits), Digits), out uint value);
            return value;
        }

        entry.Archive = _archive;
        entry.Inode = Number(0, header);
        entry.Mode = Number(1, header);
        entry.User = Number(2, header);
        entry.Group = Number(3, header);
        entry.Links = Number(4, header);
        entry.Modified = Number(5, header);
        entry.ContentsLength = Number(6, header);
        entry.Major = Number(7, header);
        entry.Minor = Number(8, header);
        entry.DeviceMajor = Number(9, header);
        entry.DeviceMinor = Number(10, header);
        uint nameSize = Number(11, header);
        return isNumber ? Place(nameSize, ref entry) : ArchiveError.BadNumber;
    }

    /// <summary>The header at the present place, behind the zeros that pad the archive before it.</summary>
    private ArchiveError FindHeader(scoped Span<byte> header)
    {
        ArchiveError error = _isInside ? ArchiveError.None : SkipZeros();
        if (error != ArchiveError.None)
        {
            return error;
        }

        ulong left = file.Length - _at;
        if (left == 0)
        {
            return _isInside ? ArchiveError.NoTrailer : ArchiveError.End;
        }

        Span<byte> there = header.Slice(0, (int)Math.Min(left, HeaderSize));
        if (!file.TryRead(_at, there))
        {
            return ArchiveError.Unreadable;
        }

        if (!_isInside && there.Length >= 2 && there[0] == 0x1F && there[1] == 0x8B)
        {
            return ArchiveError.Compressed;
        }

        ReadOnlySpan<byte> magic = there.Slice(0, Math.Min(MagicSize, there.Length));
        if (!magic.SequenceEqual("070701"u8.Slice(0, magic.Length)))
        {
            return ArchiveError.NotNewc;
        }

        if ((_at & 3) != 0)
        {
            return ArchiveError.Misaligned;
        }

        _isInside = true;
        return there.Length == HeaderSize ? ArchiveError.None : ArchiveError.CutShort;
    }

    private ArchiveError SkipZeros()
    {
        Span<byte> bytes = stackalloc byte[64];
        while (_at < file.Length)
        {
            Span<byte> some = bytes.Slice(0, (int)Math.Min(file.Length - _at, (ulong)bytes.Length));
            if (!file.TryRead(_at, some))
            {
                return ArchiveError.Unreadable;
            }

            foreach (byte value in some)
            {
                if (value != 0)
                {
                    return ArchiveError.None;
                }

                _at++;
            }
        }

        return ArchiveError.None;
    }

    /// <summary>
    /// Where name and contents lie: each begins at a multiple of four, counted from the file's start.
    /// </summary>
    private ArchiveError Place(uint nameSize, ref ArchiveEntry entry)
    {
        if (nameSize is < 2 or > LongestName)
        {
            return ArchiveError.BadName;
        }

        entry.NameAt = _at + HeaderSize;
        entry.NameLength = nameSize - 1;
        entry.ContentsAt = Aligned(entry.NameAt + nameSize);
        ulong end = entry.ContentsAt + entry.ContentsLength;
        if (entry.NameAt + nameSize > file.Length || (entry.ContentsLength != 0 && end > file.Length))
        {
            return ArchiveError.CutShort;
        }

        if ((entry.Mode & KindMask) == SymbolicLink && (entry.ContentsLength is 0 or >= LongestName))
        {
            return ArchiveError.BadLink;
        }

        ArchiveError error = CheckName(in entry);
        if (error == ArchiveError.None)
        {
            _at = Math.Min(Aligned(end), file.Length);
        }

        return error;
    }

    /// <summary>A name has one zero, and that is its end.</summary>
    private readonly ArchiveError CheckName(in ArchiveEntry entry)
    {
        Span<byte> bytes = stackalloc byte[64];
        for (uint done = 0; done <= entry.NameLength;)
        {
            Span<byte> some = bytes.Slice(0, (int)Math.Min(entry.NameLength + 1 - done, (uint)bytes.Length));
            if (!file.TryRead(entry.NameAt + done, some))
            {
                return ArchiveError.Unreadable;
            }

            int zero = ((ReadOnlySpan<byte>)some).IndexOf((byte)0);
            done += (uint)some.Length;
            bool isLast = done > entry.NameLength;
            if (zero != (isLast ? some.Length - 1 : -1))
            {
                return ArchiveError.BadName;
            }
        }

        return ArchiveError.None;
    }

    private readonly ArchiveError IsTrailer(in ArchiveEntry entry, out bool isTrailer)
    {
        ReadOnlySpan<byte> name = "TRAILER!!!"u8;
        isTrailer = false;
        if (entry.NameLength != (uint)name.Length)
        {
            return ArchiveError.None;
        }

        Span<byte> bytes = stackalloc byte[10];
        if (!file.TryRead(entry.NameAt, bytes))
        {
            return ArchiveError.Unreadable;
        }

        isTrailer = bytes.SequenceEqual(name);
        return ArchiveError.None;
    }

    private static ulong Aligned(ulong at) => (at + 3) & ~3UL;
}
