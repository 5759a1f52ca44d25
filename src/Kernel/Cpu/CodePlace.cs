// A place in running code, as Assembly/Instructions.asm stores it.

using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Cpu;

/// <summary>EIP, ESP and EBP.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CodePlace
{
    public uint Eip;
    public uint Esp;
    public uint Ebp;
}
