// The kernel's serial output, a line at a time, so that it comes between the debugger's lines and not inside them.
using System.Text;

namespace Osmosis.Cli.Debugging;

internal sealed class SerialLines : IDisposable
{
    // Not Console.Out, which would put the terminal that gdb reads from into another mode.
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly StringBuilder _line = new();

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        foreach (byte character in bytes.Span)
        {
            if (character == (byte)'\n')
            {
                End();
            }
            else if (character != (byte)'\r')
            {
                _line.Append((char)character);
            }
        }
    }

    public void Dispose() => _output.Dispose();

    private void End()
    {
        _output.Write(Encoding.Latin1.GetBytes(_line.Append('\n').ToString()));
        _line.Clear();
    }
}
