using System;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Terminals;

/// <summary>
/// A terminal's settings: Linux's struct termios of the i386 (asm-generic/termbits.h), 36 bytes. Flags that have no
/// effect here are kept as they were set.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct TerminalSettings
{
    public const int Bytes = 36;

    // c_cflag: 38,400 baud (which nothing asks for), receiver on, 8 bits without parity.
    private const uint Baud38400 = 0xF;
    private const uint ReceiverOn = 0x80;
    private const uint EightBits = 0x30;
    private const uint Parity = 0x100;

    public InputFlags Input;
    public OutputFlags Output;
    public uint Control;
    public LocalFlags Local;
    public byte Line;
    public ControlCharacters Characters;

    /// <summary>What a terminal starts with: Linux's tty_std_termios.</summary>
    public static TerminalSettings Initial
    {
        get
        {
            TerminalSettings settings = new()
            {
                Input = InputFlags.ReturnToLineFeed | InputFlags.FlowControl,
                Output = OutputFlags.Process | OutputFlags.LineFeedToReturnLineFeed,
                Control = Baud38400 | ReceiverOn | EightBits,
                Local = LocalFlags.Signals | LocalFlags.Canonical | LocalFlags.Echo | LocalFlags.EchoErase
                    | LocalFlags.EchoKill | LocalFlags.EchoControl | LocalFlags.EchoKillErase | LocalFlags.Extended,
            };
            ReadOnlySpan<byte> characters =
                [3, 0x1C, 0x7F, 0x15, 4, 0, 1, 0, 0x11, 0x13, 0x1A, 0, 0x12, 0xF, 0x17, 0x16, 0, 0, 0];
            for (int i = 0; i < ControlCharacters.Count; i++)
            {
                settings.Characters[i] = characters[i];
            }

            return settings;
        }
    }

    public readonly bool Has(InputFlags flag) => (Input & flag) != 0;

    public readonly bool Has(OutputFlags flag) => (Output & flag) != 0;

    public readonly bool Has(LocalFlags flag) => (Local & flag) != 0;

    /// <summary>Whether a byte is a control character that is set.</summary>
    public readonly bool Is(ControlCharacter which, byte value) => value != 0 && Character(which) == value;

    /// <summary>Whether a byte belongs to the character before it.</summary>
    public readonly bool IsContinuation(byte value) => Has(InputFlags.Utf8) && (value & 0xC0) == 0x80;

    public readonly byte Character(ControlCharacter which) => Characters[(int)which];

    /// <summary>
    /// Reads 36 bytes. As a pseudo terminal of Linux, one always receives, and has 8 bits without parity.
    /// </summary>
    public static TerminalSettings From(ReadOnlySpan<byte> bytes)
    {
        TerminalSettings settings = MemoryMarshal.Read<TerminalSettings>(bytes);
        settings.Control = (settings.Control & ~Parity) | EightBits | ReceiverOn;
        return settings;
    }

    /// <summary>Writes 36 bytes.</summary>
    public readonly void CopyTo(Span<byte> bytes)
    {
        TerminalSettings copy = this;
        MemoryMarshal.AsBytes(new Span<TerminalSettings>(ref copy)).CopyTo(bytes);
    }
}
