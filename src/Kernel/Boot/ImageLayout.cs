// Where the linker put the parts of the image. The table is `image_layout` in Assembly/Storage.asm.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Boot;

/// <summary>Addresses below the end of the image, where virtual and physical are the same; in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct ImageLayout
{
    /// <summary>Start of the image: of its code, page-aligned.</summary>
    public readonly uint KernelStart;

    /// <summary>End of code and start of constants, page-aligned.</summary>
    public readonly uint TextEnd;

    /// <summary>End of what may not be written, page-aligned.</summary>
    public readonly uint ReadOnlyEnd;

    /// <summary>End of the image including .bss; not aligned.</summary>
    public readonly uint KernelEnd;

    /// <summary>The page directory: one zeroed page in .bss (requirement L3).</summary>
    public readonly uint PageDirectory;

    public readonly uint BootStackBottom;
    public readonly uint BootStackTop;
    public readonly uint DoubleFaultStackBottom;
    public readonly uint DoubleFaultStackTop;

    public readonly uint TaskState;
    public readonly uint DoubleFaultTask;
    public readonly uint DescriptorTable;
    public readonly uint InterruptTable;

    /// <summary>Addresses of the interrupt stubs by vector, and after them of the double-fault task's entry.</summary>
    public readonly uint InterruptStubs;

    /// <summary>Where a task goes on that is to end its shell command: <c>resume_task</c> in Assembly/Recovery.asm.</summary>
    public readonly uint ResumeTask;

    /// <summary>The symbol table, among the constants; nothing lies between the two when the image has none.</summary>
    public readonly uint SymbolsStart;
    public readonly uint SymbolsEnd;

    public readonly uint FaultStackBottom;
    public readonly uint FaultStackTop;

    /// <summary>The running kernel's own.</summary>
    public static ref readonly ImageLayout Current => ref *Address();

    // Sound: the routine returns the table's address, which is constant data of this layout.
    [RuntimeImport("*", "image_layout_address")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ImageLayout* Address();
}
