using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Processes;

/// <summary>
/// A program's registers while the kernel works, as the entry puts them down. 76 bytes:
/// <code>
///  +0 GS  FS  ES  DS                            dwords, upwards; of each only the lower half counts
/// +16 EDI ESI EBP  –  EBX EDX ECX EAX           as `pushad` has them
/// +48 vector, error code                        0x80 for a system call; error code 0 where the exception has none
/// +56 EIP CS  EFLAGS ESP SS                     pushed by the processor (SDM volume 3, "Stack Switching")
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct Registers
{
    /// <summary>The selectors of programs' code and data: Linux's, because programs show and test them.</summary>
    public const ushort UserCode = 0x73;
    public const ushort UserData = 0x7B;

    // EFLAGS that a program may set: carry, parity, adjust, zero, sign, trap, direction, overflow, nested task,
    // alignment check, ID.
    private const uint FreeFlags = 0x0024_4DD5;

    // Bit 1 is always 1; interrupts are always on in a program. What is left out is 0: above all the I/O privilege
    // level and virtual-8086 mode.
    private const uint FixedFlags = 0x0000_0202;

    public uint Gs;
    public uint Fs;
    public uint Es;
    public uint Ds;
    public uint Edi;
    public uint Esi;
    public uint Ebp;
    public uint PushedEsp;
    public uint Ebx;
    public uint Edx;
    public uint Ecx;
    public uint Eax;
    public uint Vector;
    public uint ErrorCode;
    public uint Eip;
    public uint Cs;
    public uint EFlags;
    public uint Esp;
    public uint Ss;

    /// <summary>
    /// Makes the registers such that returning to ring 3 with them can't fault in the kernel (U8), whatever they held:
    /// a selector that names no segment of a program becomes 0, and the flags of a program's are kept. What the program
    /// does with a 0 is its own fault. So does Linux when a selector can't be loaded.
    /// </summary>
    public void MakeSafe(in ThreadSegments segments)
    {
        Gs = SafeOf(Gs, in segments);
        Fs = SafeOf(Fs, in segments);
        Es = SafeOf(Es, in segments);
        Ds = SafeOf(Ds, in segments);
        Ss = Ss == UserData || segments.Allows(Ss, needsWrite: true) ? Ss & 0xFFFF : UserData;
        Cs = UserCode;
        EFlags = (EFlags & FreeFlags) | FixedFlags;
    }

    // Nearly all selectors are these two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SafeOf(uint selector, in ThreadSegments segments) =>
        selector is 0 or UserData || segments.Allows(selector, needsWrite: false) ? selector & 0xFFFF : 0;
}
