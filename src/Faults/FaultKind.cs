namespace Osmosis.Faults;

/// <summary>
/// The kind of a fault. Below 32 it is the processor's vector (Intel SDM volume 3, table 6-1); the others are the
/// kernel's own.
/// </summary>
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

    /// <summary>
    /// A runtime check of C# failed; the error code is its number. The instruction is the one after the call to the
    /// check's failure routine.
    /// </summary>
    LanguageCheck = 256,
}
