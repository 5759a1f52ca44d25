// A place in running code, as build/Boot/Instructions.asm stores it.

using System.Runtime.InteropServices;

namespace Osmosis.Metal;

/// <summary>EIP, ESP and EBP.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CodePlace
{
    public uint Eip;
    public uint Esp;
    public uint Ebp;
}
