using System.Runtime.InteropServices;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>
/// What a handler finds at its stack pointer: Linux's struct sigframe of the i386, 732 bytes. Between the registers and
/// the rest lie 624 bytes that nobody uses.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FrameStart
{
    /// <summary>Where the handler returns to, and its argument.</summary>
    public uint ReturnAddress;
    public uint Signal;
    public SavedRegisters Registers;
}

/// <summary>The end of that frame.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FrameEnd
{
    public const uint Offset = 8 + SavedRegisters.Bytes + FpuFrame.BytesOfBoth;
    public const uint Bytes = 12;

    /// <summary>Where <see cref="Code"/> lies in the frame.</summary>
    public const uint CodeOffset = Offset + sizeof(uint);

    /// <summary>Of both parts and what is between them.</summary>
    public const uint FrameBytes = Offset + Bytes;

    /// <summary>The rest of the signals that were blocked.</summary>
    public uint Mask;

    /// <summary>Instructions that call sigreturn.</summary>
    public ulong Code;
}

/// <summary>
/// What a handler with SA_SIGINFO finds at its stack pointer: Linux's struct rt_sigframe of the i386, 268 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct InformationFrame
{
    public const uint Bytes = 268;

    /// <summary>Offsets of the second and the third argument's structure, and of the instructions.</summary>
    public const uint InformationOffset = 16;
    public const uint ContextOffset = InformationOffset + SignalInformation.Bytes;
    public const uint CodeOffset = 260;

    /// <summary>Where the handler returns to, and its three arguments.</summary>
    public uint ReturnAddress;
    public uint Signal;
    public uint InformationAddress;
    public uint ContextAddress;

    public SignalInformation Information;

    /// <summary>Linux's struct ucontext.</summary>
    public uint Flags;
    public uint Link;
    public AlternateStack Stack;
    public SavedRegisters Registers;
    public SignalSet Mask;

    /// <summary>Instructions that call rt_sigreturn.</summary>
    public ulong Code;
}

/// <summary>Linux's siginfo_t of the i386, 128 bytes. What follows the code depends on the signal.</summary>
[StructLayout(LayoutKind.Sequential, Size = (int)Bytes)]
internal struct SignalInformation
{
    public const uint Bytes = 128;

    public uint Signal;
    public uint Error;
    public int Code;

    /// <summary>si_pid, or si_addr.</summary>
    public uint About;

    /// <summary>si_uid: root's.</summary>
    public uint User;

    /// <summary>si_status.</summary>
    public uint Status;

    public static SignalInformation Of(Signal signal, in SignalCause cause) => new()
    {
        Signal = (uint)signal,
        Code = (int)cause.Code,
        About = cause.About,
        Status = cause.Status,
    };
}
