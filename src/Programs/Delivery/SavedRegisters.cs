using System.Runtime.InteropServices;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Delivery;

/// <summary>A program's registers in a handler's frame: Linux's struct sigcontext of the i386, 88 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SavedRegisters
{
    public const uint Bytes = 88;

    // EFLAGS that come back: carry, parity, adjust, zero, sign, trap, direction, overflow, alignment check.
    private const uint RestoredFlags = 0x0004_0DD5;

    public uint Gs;
    public uint Fs;
    public uint Es;
    public uint Ds;
    public uint Edi;
    public uint Esi;
    public uint Ebp;
    public uint Esp;
    public uint Ebx;
    public uint Edx;
    public uint Ecx;
    public uint Eax;
    public uint Trap;
    public uint TrapError;
    public uint Eip;
    public uint Cs;
    public uint EFlags;
    public uint EspAtSignal;
    public uint Ss;

    /// <summary>Address of the state of FPU and SSE; 0 for none.</summary>
    public uint Fpu;

    /// <summary>The first 32 signals that were blocked.</summary>
    public uint Mask;
    public uint TrapAddress;

    public static SavedRegisters Of(in Thread thread, uint fpu)
    {
        ref readonly Registers from = ref thread.Registers;
        ref readonly ThreadSignals signals = ref thread.Signals;
        return new SavedRegisters
        {
            Gs = from.Gs & 0xFFFF,
            Fs = from.Fs & 0xFFFF,
            Es = from.Es & 0xFFFF,
            Ds = from.Ds & 0xFFFF,
            Edi = from.Edi,
            Esi = from.Esi,
            Ebp = from.Ebp,
            Esp = from.Esp,
            Ebx = from.Ebx,
            Edx = from.Edx,
            Ecx = from.Ecx,
            Eax = from.Eax,
            Trap = signals.Trap,
            TrapError = signals.TrapError,
            Eip = from.Eip,
            Cs = from.Cs & 0xFFFF,
            EFlags = from.EFlags,
            EspAtSignal = from.Esp,
            Ss = from.Ss & 0xFFFF,
            Fpu = fpu,
            Mask = (uint)signals.ToRestore.Bits,
            TrapAddress = signals.TrapAddress,
        };
    }

    /// <summary>
    /// Gives a thread these registers, as far as a program may have them (<see cref="Registers.MakeSafe"/>).
    /// </summary>
    public readonly void Restore(ref Thread thread)
    {
        ref Registers to = ref thread.Registers;
        to.Gs = Gs;
        to.Fs = Fs;
        to.Es = Es;
        to.Ds = Ds;
        to.Edi = Edi;
        to.Esi = Esi;
        to.Ebp = Ebp;
        to.Esp = Esp;
        to.Ebx = Ebx;
        to.Edx = Edx;
        to.Ecx = Ecx;
        to.Eax = Eax;
        to.Eip = Eip;
        to.Ss = Ss | 3;
        to.EFlags = (to.EFlags & ~RestoredFlags) | (EFlags & RestoredFlags);
        to.MakeSafe(in thread.Segments);
    }
}
