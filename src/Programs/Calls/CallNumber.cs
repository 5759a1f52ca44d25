namespace Osmosis.Programs.Calls;

/// <summary>The numbers of Linux's i386 system calls that there are (arch/x86/entry/syscalls/syscall_32.tbl).</summary>
internal enum CallNumber : uint
{
    Exit = 1,
    Fork = 2,
    Write = 4,
    GetProcessId = 20,
    Break = 45,
    GetParentId = 64,
    Reboot = 88,
    Unmap = 91,
    WaitFor = 114,
    Clone = 120,
    Name = 122,
    Protect = 125,
    Yield = 158,
    Move = 163,
    Fork2 = 190,
    Map = 192,
    GetUserId = 199,
    GetGroupId = 200,
    GetEffectiveUserId = 201,
    GetEffectiveGroupId = 202,
    Advise = 219,
    GetThreadId = 224,
    SetThreadArea = 243,
    ExitGroup = 252,
    SetThreadIdAddress = 258,
    GetRandom = 355,
}
