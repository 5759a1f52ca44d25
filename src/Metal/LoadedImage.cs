using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Metal;

/// <summary>
/// Where the boot loader put the running kernel: physical addresses in bytes. build/kernel.ld draws the parts.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct LoadedImage
{
    /// <summary>Start of the image, which is the start of its code; page-aligned.</summary>
    public readonly uint Start;

    /// <summary>End of code and start of constants; page-aligned.</summary>
    public readonly uint CodeEnd;

    /// <summary>End of constants, and with them of the read-only part; page-aligned.</summary>
    public readonly uint ReadOnlyEnd;

    /// <summary>End of the image including .bss; not aligned.</summary>
    public readonly uint End;

    private readonly uint _symbolsStart;
    private readonly uint _symbolsEnd;

    /// <summary>The running kernel's own.</summary>
    public static ref readonly LoadedImage Current => ref *Address();

    /// <summary>The names and source lines of its code; empty when it was built without (KernelSymbols).</summary>
    // Sound: the linker marks where the table lies among the constants, which are mapped and never change.
    public SymbolTable Symbols =>
        new(new ReadOnlySpan<byte>((void*)_symbolsStart, (int)(_symbolsEnd - _symbolsStart)));

    // Sound: the routine returns the address of the table, constant data of this layout.
    [RuntimeImport("*", "image_bounds_address")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern LoadedImage* Address();
}
