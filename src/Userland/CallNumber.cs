namespace Osmosis.Userland;

/// <summary>The system calls that the library makes: their numbers on Linux for the i386 (syscall_32.tbl).</summary>
internal enum CallNumber : uint
{
    Fork = 2,
    Read = 3,
    Write = 4,
    Close = 6,
    GetProcessId = 20,
    Pipe = 42,
    Break = 45,
    ResourceUse = 77,
    Unmap = 91,
    WaitFor = 114,
    Protect = 125,
    ResourceLimit = 191,
    Map = 192,
    Residence = 218,
    Advise = 219,
    ExitGroup = 252,
    ClockTime = 265,
}
