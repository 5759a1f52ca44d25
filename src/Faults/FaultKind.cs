namespace Osmosis.Faults;

/// <summary>What was raised. Below 32 the processor's vector (Intel SDM volume 3, table 6-1); above it what it knows nothing of.</summary>
public enum FaultKind : uint
{
    DivideError = 0,
    Debug = 1,
    NonMaskableInterrupt = 2,
    Breakpoint = 3,
    Overflow = 4,
    BoundRange = 5,
    InvalidOpcode = 6,
    DeviceNotAvailable = 7,
    DoubleFault = 8,
    CoprocessorOverrun = 9,
    InvalidTaskState = 10,
    SegmentNotPresent = 11,
    StackSegment = 12,
    GeneralProtection = 13,
    PageFault = 14,
    FloatingPoint = 16,
    AlignmentCheck = 17,
    MachineCheck = 18,
    SimdFloatingPoint = 19,
    Virtualization = 20,
    ControlProtection = 21,

    /// <summary>A check of the C# language failed; the error code says which. The instruction is the one after the call that found it.</summary>
    LanguageCheck = 256,
}
