namespace Osmosis.Programs.Starting;

/// <summary>What a program is told at its start (include/uapi/linux/auxvec.h).</summary>
internal enum AuxiliaryKey : uint
{
    End = 0,
    ProgramHeaders = 3,
    ProgramHeaderBytes = 4,
    ProgramHeaderCount = 5,
    PageBytes = 6,
    InterpreterBase = 7,
    Flags = 8,
    Entry = 9,
    UserId = 11,
    EffectiveUserId = 12,
    GroupId = 13,
    EffectiveGroupId = 14,
    Platform = 15,
    Capabilities = 16,
    ClockTicks = 17,
    IsSecure = 23,
    Random = 25,
    FileName = 31,
}
