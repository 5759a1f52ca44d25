// A processor's registers, as a debugger reads them.
using System.Buffers.Binary;
using System.Globalization;

namespace Osmosis.Emulators;

/// <summary>
/// A register, numbered as in the i386 debugger protocol; QEMU's numbers continue with the control registers.
/// </summary>
public enum Register
{
    Eax = 0,
    Ecx = 1,
    Edx = 2,
    Ebx = 3,
    Esp = 4,
    Ebp = 5,
    Esi = 6,
    Edi = 7,
    Eip = 8,
    Eflags = 9,
    Cs = 10,
    Ss = 11,
    Ds = 12,
    Cr0 = 19,
    Cr3 = 21,
    Cr4 = 22,
}

/// <summary>All registers at one moment.</summary>
/// <param name="Digits">Eight hexadecimal digits a register, in the order of their numbers.</param>
public readonly record struct RegisterValues(string Digits)
{
    public uint this[Register register] => Word(Digits.AsSpan((int)register * 8, 8));

    // Eight hexadecimal digits, lowest byte first.
    internal static uint Word(ReadOnlySpan<char> digits) =>
        BinaryPrimitives.ReverseEndianness(uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
