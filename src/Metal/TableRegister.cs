// The operand of lgdt and lidt: a table's address and length.

using System.Runtime.InteropServices;

namespace Osmosis.Metal;

/// <param name="limit">Offset of the table's last byte.</param>
/// <param name="address">Linear address of the table.</param>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly struct TableRegister(ushort limit, uint address)
{
    public readonly ushort Limit = limit;
    public readonly uint Address = address;
}
