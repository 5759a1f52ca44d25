namespace Osmosis.Programs;

/// <summary>Linux's numbers of signals (i386).</summary>
public enum Signal : byte
{
    None = 0,
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    Illegal = 4,
    Trap = 5,
    Abort = 6,
    Bus = 7,
    FloatingPoint = 8,
    Kill = 9,
    User1 = 10,
    Segmentation = 11,
    User2 = 12,
    BrokenPipe = 13,
    Alarm = 14,
    Terminate = 15,
    StackFault = 16,
    Child = 17,
    Continue = 18,
    Stop = 19,
    TerminalStop = 20,
    TerminalInput = 21,
    TerminalOutput = 22,
    Urgent = 23,
    VirtualTimer = 26,
    Profile = 27,
    WindowChange = 28,
    BadCall = 31,
}
