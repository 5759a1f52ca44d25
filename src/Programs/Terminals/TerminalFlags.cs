using System;

namespace Osmosis.Programs.Terminals;

/// <summary>c_iflag: what is done to bytes that come in. Linux's bits (include/uapi/asm-generic/termbits.h).</summary>
[Flags]
public enum InputFlags : uint
{
    /// <summary>INLCR: a line feed becomes a carriage return.</summary>
    LineFeedToReturn = 0x40,

    /// <summary>IGNCR: a carriage return is dropped.</summary>
    IgnoreReturn = 0x80,

    /// <summary>ICRNL: a carriage return becomes a line feed.</summary>
    ReturnToLineFeed = 0x100,

    /// <summary>IXON: VSTOP stops output, VSTART lets it go on.</summary>
    FlowControl = 0x400,

    /// <summary>IXANY: any byte lets output go on.</summary>
    AnyByteStarts = 0x800,

    /// <summary>IUTF8: a character of several bytes is erased as one.</summary>
    Utf8 = 0x4000,
}

/// <summary>c_oflag: what is done to bytes that go out.</summary>
[Flags]
public enum OutputFlags : uint
{
    /// <summary>OPOST: the others count.</summary>
    Process = 0x1,

    /// <summary>ONLCR: a line feed becomes a carriage return and a line feed.</summary>
    LineFeedToReturnLineFeed = 0x4,

    /// <summary>OCRNL: a carriage return becomes a line feed.</summary>
    ReturnToLineFeed = 0x8,

    /// <summary>ONOCR: a carriage return in the first column is dropped.</summary>
    NoReturnAtStart = 0x10,

    /// <summary>ONLRET: a line feed goes to the first column.</summary>
    LineFeedReturns = 0x20,

    /// <summary>TAB3, both bits: a tab becomes spaces.</summary>
    TabsToSpaces = 0x1800,
}

/// <summary>c_lflag: lines, echo, signals.</summary>
[Flags]
public enum LocalFlags : uint
{
    /// <summary>ISIG: VINTR, VQUIT and VSUSP are signals.</summary>
    Signals = 0x1,

    /// <summary>ICANON: a line is edited, and read as a whole.</summary>
    Canonical = 0x2,

    /// <summary>ECHO: what comes in is shown.</summary>
    Echo = 0x8,

    /// <summary>ECHOE: an erased character vanishes.</summary>
    EchoErase = 0x10,

    /// <summary>ECHOK: a new line begins after VKILL.</summary>
    EchoKill = 0x20,

    /// <summary>ECHONL: a line feed is shown even without ECHO.</summary>
    EchoLineFeed = 0x40,

    /// <summary>NOFLSH: a signal leaves the input as it is.</summary>
    NoFlush = 0x80,

    /// <summary>TOSTOP: a write from the background is a signal.</summary>
    StopBackgroundWriters = 0x100,

    /// <summary>ECHOCTL: a control character is shown as ^X.</summary>
    EchoControl = 0x200,

    /// <summary>ECHOKE: a killed line vanishes.</summary>
    EchoKillErase = 0x800,

    /// <summary>IEXTEN: VWERASE, VLNEXT, VREPRINT and VEOL2 count.</summary>
    Extended = 0x8000,
}
