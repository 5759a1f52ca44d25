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

    /// <summary>The running kernel's own.</summary>
    public static ref readonly LoadedImage Current => ref *Address();

    // Sound: the routine returns the address of the table, constant data of this layout.
    [RuntimeImport("*", "image_bounds_address")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern LoadedImage* Address();
}
