// Takes a serial line's bytes apart into the terminal's and those of a program's standard output and standard error.
namespace Osmosis.Emulators;

/// <summary>
/// What the kernel sends when the boot option <c>pipes=</c> is given (src/Kernel/Programs/StandardPipes.cs):
/// <c>0x1D</c> and a digit say whose the following bytes are; two bytes <c>0x1D</c> stand for one.
/// </summary>
/// <param name="write">Takes the bytes of a stream: 0 is the terminal.</param>
public sealed class ChannelSplitter(Action<int, ReadOnlySpan<byte>> write)
{
    /// <summary>Control-].</summary>
    public const byte Escape = 0x1D;

    /// <summary>Behind <see cref="Escape"/>, to the kernel: the input has ended.</summary>
    public const byte EndOfInput = 0x04;

    private const int Streams = 3;

    private int _stream;
    private bool _isEscaped;

    /// <summary>Whether the kernel has said that it awaits input: it does so with the first digit.</summary>
    public bool IsOpen { get; private set; }

    /// <exception cref="EmulatorException">The bytes follow no such rule.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_isEscaped)
            {
                Obey(bytes[..1]);
                bytes = bytes[1..];
                continue;
            }

            int count = bytes.IndexOf(Escape) is >= 0 and int at ? at : bytes.Length;
            if (count != 0)
            {
                write(_stream, bytes[..count]);
            }

            _isEscaped = count < bytes.Length;
            bytes = bytes[Math.Min(count + 1, bytes.Length)..];
        }
    }

    private void Obey(ReadOnlySpan<byte> code)
    {
        _isEscaped = false;
        if (code[0] == Escape)
        {
            write(_stream, code);
            return;
        }

        int stream = code[0] - '0';
        _stream = stream is >= 0 and < Streams
            ? stream
            : throw new EmulatorException($"the kernel sent 0x1D 0x{code[0]:x2}, which says nothing");
        IsOpen = true;
    }
}
