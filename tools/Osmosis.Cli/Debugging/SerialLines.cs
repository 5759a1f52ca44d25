// What the kernel says on its serial line, a line at a time, so that it falls between a debugger's lines and not into them.
using System.Text;

namespace Osmosis.Cli.Debugging;

internal sealed class SerialLines
{
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

    /// <summary>Prints what is not a whole line yet.</summary>
    public void End()
    {
        Console.Out.WriteLine(_line);
        _line.Clear();
    }
}
