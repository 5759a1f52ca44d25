// The processor's own record of a task (SDM volume 3, "32-Bit Task-State Segment (TSS)"): 104 bytes. The kernel has
// two, one for ordinary work and one for double faults. Switching between them saves and loads these fields.

using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Cpu;

[StructLayout(LayoutKind.Sequential)]
internal struct TaskState
{
    /// <summary>For <see cref="TrapAndPortMap"/>: the offset is the task state's end, so there is no map.</summary>
    public const uint NoPortMap = 104u << 16;

    /// <summary>EFLAGS with only bit 1 set, which is always 1: interrupts are off.</summary>
    public const uint EFlagsReserved = 0x2;

    public uint PreviousTask;
    public uint Esp0;
    public uint Ss0;
    public uint Esp1;
    public uint Ss1;
    public uint Esp2;
    public uint Ss2;
    public uint Cr3;
    public uint Eip;
    public uint EFlags;
    public uint Eax;
    public uint Ecx;
    public uint Edx;
    public uint Ebx;
    public uint Esp;
    public uint Ebp;
    public uint Esi;
    public uint Edi;
    public uint Es;
    public uint Cs;
    public uint Ss;
    public uint Ds;
    public uint Fs;
    public uint Gs;
    public uint LocalTable;

    /// <summary>
    /// Bit 0: trap on switch. Upper half: offset of the port permission map; past the end means none.
    /// </summary>
    public uint TrapAndPortMap;
}
