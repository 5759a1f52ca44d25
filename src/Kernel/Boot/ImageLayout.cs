// Where the linker put what only this kernel has: Osmosis.Metal.LoadedImage has the parts of any image. The table is
// `image_layout` in Assembly/Storage.asm.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Boot;

/// <summary>Addresses below the end of the image, where virtual and physical are the same; in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct ImageLayout
{
    /// <summary>The page directory: one zeroed page in .bss (requirement L3).</summary>
    public readonly uint PageDirectory;

    /// <summary>
    /// The memory of all stacks except the kernel stack: see <see cref="Osmosis.Memory.KernelStack"/>. Page-aligned.
    /// </summary>
    public readonly uint Stacks;

    /// <summary>Lowest address of the stack that boot begins on, which is one of those stacks.</summary>
    public readonly uint BootStack;

    /// <summary>
    /// The stacks that the interrupt stubs switch to: see <see cref="Osmosis.Kernel.Cpu.StubStacks"/>.
    /// </summary>
    public readonly uint StubStacks;

    public readonly uint TaskState;
    public readonly uint DoubleFaultTask;
    public readonly uint DescriptorTable;
    public readonly uint InterruptTable;

    /// <summary>Addresses of the stubs of exceptions and interrupt lines, by vector.</summary>
    public readonly uint InterruptStubs;

    /// <summary>The stubs of all other vectors, eight bytes each, in ascending order.</summary>
    public readonly uint UnexpectedStubs;

    /// <summary>What an interrupt line enters after a panic: it returns at once.</summary>
    public readonly uint UnservedLine;

    /// <summary>The entry of a program's system calls.</summary>
    public readonly uint UserCallEntry;

    /// <summary>The entry of the double-fault task.</summary>
    public readonly uint DoubleFaultEntry;

    /// <summary>The address where the task interrupted by a double fault continues.</summary>
    public readonly uint DoubleFaultReport;

    /// <summary>The running kernel's own.</summary>
    public static ref readonly ImageLayout Current => ref *Address();

    // Sound: the routine returns the address of the table, constant data of this layout.
    [RuntimeImport("*", "image_layout_address")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ImageLayout* Address();
}
