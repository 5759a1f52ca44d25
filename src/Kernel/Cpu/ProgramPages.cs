using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

/// <summary>
/// Keeps the kernel from using programs' pages by mistake, where the processor can: SMEP and SMAP (U7; SDM volume 3,
/// "Determination of Access Rights"). The core reaches programs' frames through windows of the kernel's own, so nothing
/// else in the kernel has to be excepted than what tries a program's access on purpose.
/// </summary>
internal static unsafe class ProgramPages
{
    // CPUID leaf 7, EBX.
    private const uint FeaturesLeaf = 7;
    private const uint KernelExecutionFeature = 1u << 7;
    private const uint KernelAccessFeature = 1u << 20;

    private const uint AlignmentCheck = 1u << 18;

    /// <summary>Whether a page fault of the kernel may have SMEP or SMAP for a reason.</summary>
    public static bool AreProtected =>
        (Processor.ReadCr4() & (Processor.Cr4KernelExecution | Processor.Cr4KernelAccess)) != 0;

    /// <summary>Whether an instruction with these flags may use programs' pages: EFLAGS.AC.</summary>
    public static bool AreAllowed(uint flags) => (flags & AlignmentCheck) != 0;

    /// <summary>Turns on what the processor has of both.</summary>
    public static void Protect()
    {
        uint* identity = stackalloc uint[4];
        Processor.Identify(0, identity);
        if (identity[0] < FeaturesLeaf)
        {
            return;
        }

        Processor.Identify(FeaturesLeaf, identity);
        uint features = identity[1];
        uint execution = (features & KernelExecutionFeature) != 0 ? Processor.Cr4KernelExecution : 0;
        uint access = (features & KernelAccessFeature) != 0 ? Processor.Cr4KernelAccess : 0;
        if ((execution | access) != 0)
        {
            Processor.WriteCr4(Processor.ReadCr4() | execution | access);
        }
    }

    /// <summary>
    /// The kernel may use programs' pages from now on; no longer when a fault ends the command (Recovery.asm).
    /// </summary>
    [RuntimeImport("*", "allow_program_pages")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Allow();

    /// <summary>It may not any more.</summary>
    [RuntimeImport("*", "forbid_program_pages")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Forbid();
}
