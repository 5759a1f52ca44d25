// Addresses in text: p0x… and v0x…, so that they can't be confused.


using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Console;

internal ref partial struct TerminalWriter<TPurpose>
{
    public void AppendFormatted(PhysicalAddress address)
    {
        TextFormat.Text("p0x"u8, 0);
        TextFormat.Unsigned(address.Value, 0, "x8");
    }

    public void AppendFormatted(VirtualAddress address)
    {
        TextFormat.Text("v0x"u8, 0);
        TextFormat.Unsigned(address.Value, 0, "x8");
    }
}
