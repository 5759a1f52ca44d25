namespace Osmosis.Programs.Terminals;

/// <summary>What a terminal's ioctl answers (include/uapi/asm-generic/ioctls.h).</summary>
public enum TerminalRequest : uint
{
    /// <summary>
    /// TCGETS, TCSETS, TCSETSW, TCSETSF: the settings. All output is out at once; the last drops the input.
    /// </summary>
    GetSettings = 0x5401,
    SetSettings = 0x5402,
    SetSettingsAfterOutput = 0x5403,
    SetSettingsAndFlush = 0x5404,

    /// <summary>
    /// TCSBRK, TCSBRKP: a break, or with an argument other than 0 waiting for output. Neither does anything.
    /// </summary>
    SendBreak = 0x5409,
    SendLongBreak = 0x5425,

    /// <summary>TCXONC: stops output or lets it go on.</summary>
    FlowControl = 0x540A,

    /// <summary>TCFLSH: drops input.</summary>
    Flush = 0x540B,

    /// <summary>TIOCSCTTY, TIOCNOTTY, TIOCGPGRP, TIOCSPGRP, TIOCGSID: whose terminal it is.</summary>
    MakeControlling = 0x540E,
    GetForeground = 0x540F,
    SetForeground = 0x5410,
    GiveUpControlling = 0x5422,
    GetSession = 0x5429,

    /// <summary>TIOCOUTQ: bytes that are not out yet.</summary>
    CountOutput = 0x5411,

    /// <summary>TIOCGWINSZ, TIOCSWINSZ.</summary>
    GetSize = 0x5413,
    SetSize = 0x5414,

    /// <summary>FIONREAD, which is TIOCINQ.</summary>
    CountInput = 0x541B,
}

public static class TerminalRequests
{
    extension(TerminalRequest request)
    {
        /// <summary>Whether it changes the terminal, which is for the processes in the foreground.</summary>
        public bool IsChange => request is TerminalRequest.SetSettings or TerminalRequest.SetSettingsAfterOutput
            or TerminalRequest.SetSettingsAndFlush or TerminalRequest.SetForeground or TerminalRequest.Flush
            or TerminalRequest.FlowControl or TerminalRequest.SendBreak or TerminalRequest.SendLongBreak;

        /// <summary>Bytes that the argument points to and the terminal reads.</summary>
        public uint BytesIn => request switch
        {
            TerminalRequest.SetSettings or TerminalRequest.SetSettingsAfterOutput
                or TerminalRequest.SetSettingsAndFlush => TerminalSettings.Bytes,
            TerminalRequest.SetSize => WindowSize.Bytes,
            TerminalRequest.SetForeground => sizeof(uint),
            _ => 0,
        };

        /// <summary>Bytes that the argument points to and the terminal writes.</summary>
        public uint BytesOut => request switch
        {
            TerminalRequest.GetSettings => TerminalSettings.Bytes,
            TerminalRequest.GetSize => WindowSize.Bytes,
            TerminalRequest.GetForeground or TerminalRequest.GetSession or TerminalRequest.CountOutput
                or TerminalRequest.CountInput => sizeof(uint),
            _ => 0,
        };
    }
}
