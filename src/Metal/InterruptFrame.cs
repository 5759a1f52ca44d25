// The state of the interrupted code, as build/Boot/Exceptions.asm puts it on the stack, and the kernel's own
// src/Kernel/Assembly/InterruptStubs.asm.

using System.Runtime.InteropServices;

namespace Osmosis.Metal;

/// <summary>
/// <code>
///  +0 GS  FS  ES  DS                            dwords, upwards
/// +16 EDI ESI EBP ESP EBX EDX ECX EAX           ESP as it was before the interrupt
/// +48 vector, error code                        error code 0 where the exception has none
/// +56 EIP CS  EFLAGS                            pushed by the processor
/// </code>
/// Of a selector's dword only the lower half counts: some processors write no more (SDM volume 2, PUSH).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct InterruptFrame
{
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
    public uint Vector;
    public uint ErrorCode;
    public uint Eip;
    public uint Cs;
    public uint EFlags;
}
