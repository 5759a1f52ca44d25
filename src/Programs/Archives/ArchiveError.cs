namespace Osmosis.Programs.Archives;

/// <summary>Why an archive can't be read on.</summary>
public enum ArchiveError : byte
{
    /// <summary>There is an entry.</summary>
    None,

    /// <summary>The file ends after a trailer, or has no bytes but zeros: there is nothing more.</summary>
    End,

    /// <summary>The file's contents can't be had.</summary>
    Unreadable,

    /// <summary>
    /// What should be an entry doesn't begin with 070701. (070702, which has checksums, is not read.)
    /// </summary>
    NotNewc,

    /// <summary>An archive doesn't begin at a multiple of four bytes.</summary>
    Misaligned,

    /// <summary>It is compressed by gzip.</summary>
    Compressed,

    /// <summary>A number in a header has a character that isn't a hexadecimal digit.</summary>
    BadNumber,

    /// <summary>A name is empty, has more than 4,095 bytes, or has a zero before its end or none there.</summary>
    BadName,

    /// <summary>The text of a symbolic link is empty or has more than 4,095 bytes.</summary>
    BadLink,

    /// <summary>The file ends inside an entry.</summary>
    CutShort,

    /// <summary>The file ends before an archive's trailer.</summary>
    NoTrailer,
}
