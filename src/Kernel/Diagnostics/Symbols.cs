// Code addresses as names. (The table is made at build time.)

using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Diagnostics;

internal static class Symbols
{
    /// <summary>Where the function that holds a code address starts; 0 when none does.</summary>
    public static uint FunctionStart(uint address) => address;

    /// <summary>Writes, without ending the line, the name of the function that starts at an address.</summary>
    public static void WriteFunction(uint start) => Terminal.Write($"0x{start:x8}");

    /// <summary>Writes where a code address lies, as in <c>Osmosis.Kernel.Shell.X.Run+0x1c (src/Kernel/Shell/X.cs:12)</c>.</summary>
    public static void WriteAddress(uint address) => Terminal.Write($"0x{address:x8}");

    /// <summary>As <see cref="WriteAddress"/>, for the address that a call returns to: the line is the call's.</summary>
    public static void WriteReturnAddress(uint address) => WriteAddress(address);
}
