// Processor instructions that C# cannot express; each is a routine in build/Boot/Instructions.asm.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Metal;

public static unsafe class Processor
{
    /// <summary>CR0.WP: read-only pages are read-only for the kernel too.</summary>
    public const uint Cr0WriteProtect = 1u << 16;

    /// <summary>CR4.MCE: machine checks are raised; without it they reset the machine.</summary>
    public const uint Cr4MachineCheck = 1u << 6;

    /// <summary>CR4.SMEP: the kernel can't execute programs' pages.</summary>
    public const uint Cr4KernelExecution = 1u << 20;

    /// <summary>CR4.SMAP: the kernel can't read or write programs' pages, unless EFLAGS.AC is set.</summary>
    public const uint Cr4KernelAccess = 1u << 21;

    /// <summary>CR0.PG: paging is on.</summary>
    public const uint Cr0Paging = 1u << 31;

    [RuntimeImport("*", "read_cr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadCr0();

    /// <summary>The address of the last page fault.</summary>
    [RuntimeImport("*", "read_cr2")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadCr2();

    /// <summary>The physical address of the page directory.</summary>
    [RuntimeImport("*", "read_cr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadCr3();

    [RuntimeImport("*", "read_cr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint ReadCr4();

    [RuntimeImport("*", "write_cr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr4(uint value);

    /// <summary>A model-specific register; a general protection fault if the processor has no such register.</summary>
    [RuntimeImport("*", "read_model_register")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadModelRegister(uint register);

    /// <inheritdoc cref="ReadModelRegister"/>
    [RuntimeImport("*", "write_model_register")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteModelRegister(uint register, ulong value);

    /// <summary>Loads a page directory's physical address and drops all translations.</summary>
    [RuntimeImport("*", "write_cr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteCr3(uint directory);

    /// <summary>
    /// Loads CR3 and turns paging on (CR0.PG); write protection (CR0.WP) has been on since the entry. The running code
    /// and stack must map to themselves.
    /// </summary>
    [RuntimeImport("*", "enable_paging")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void EnablePaging(uint directory);

    /// <summary>Drops the translation of the page that holds an address.</summary>
    [RuntimeImport("*", "invalidate_page")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidatePage(uint address);

    /// <summary>The time-stamp counter. The processor has one if CPUID says so.</summary>
    [RuntimeImport("*", "read_time_stamp")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTimeStamp();

    /// <summary>CPUID of a leaf: EAX, EBX, ECX and EDX into four consecutive dwords.</summary>
    [RuntimeImport("*", "identify_processor")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Identify(uint leaf, uint* registers);

    [RuntimeImport("*", "interrupts_enable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void EnableInterrupts();

    /// <summary>Turns interrupts off; returns EFLAGS as they were.</summary>
    [RuntimeImport("*", "interrupts_disable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint DisableInterrupts();

    /// <summary>Turns interrupts on and waits for one, with no gap between the two.</summary>
    [RuntimeImport("*", "interrupts_await")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void AwaitInterrupt();

    /// <summary>Tells the processor that this is a waiting loop.</summary>
    [RuntimeImport("*", "spin_pause")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Pause();

    [DoesNotReturn]
    [RuntimeImport("*", "halt_forever")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HaltForever();

    /// <summary>
    /// Leaves the present stack for good: calls <paramref name="continuation"/>, which must not return, on the stack
    /// that ends at <paramref name="top"/>.
    /// </summary>
    [DoesNotReturn]
    [RuntimeImport("*", "switch_stack")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void SwitchStack(uint top, delegate*<void> continuation);

    /// <summary>The place where the calling function continues after this call.</summary>
    [RuntimeImport("*", "read_place")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ReadPlace(CodePlace* place);

    [RuntimeImport("*", "load_descriptor_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadDescriptorTable(TableRegister* table);

    [RuntimeImport("*", "load_interrupt_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadInterruptTable(TableRegister* table);

    [RuntimeImport("*", "load_task_register")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadTaskRegister(ushort selector);

    [RuntimeImport("*", "load_local_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadLocalTable(ushort selector);
}
