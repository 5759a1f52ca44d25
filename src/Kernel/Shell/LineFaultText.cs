// Says why a line is not executed.

using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell;

internal static class LineFaultText
{
    /// <param name="fault">The fault.</param>
    /// <param name="detail">The number that belongs to it: bytes of the line, bytes lost, or the byte.</param>
    public static void Report(LineFault fault, uint detail)
    {
        Terminal.Write("not executed: "u8);
        switch (fault)
        {
            case LineFault.TooLong:
                Terminal.WriteLine($"the line has {detail} bytes, the limit is {LineBuffer.Capacity}");
                break;
            case LineFault.InputLost when detail == 0:
                Terminal.WriteLine($"the input lost above may belong to this line too");
                break;
            case LineFault.InputLost:
                Terminal.WriteLine(
                    $"input was lost in this line or next to it, at least {new Quantity(detail, "byte"u8)}");
                break;
            case LineFault.NotText:
                Terminal.WriteLine($"the line holds byte 0x{detail:x2}, which is no UTF-8 text there");
                break;
            default:
                Terminal.WriteLine(
                    $"an escape sequence in the line is not complete, so some characters may be missing");
                break;
        }
    }
}
