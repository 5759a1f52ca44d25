using CsCheck;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Tests.Terminals;

/// <summary>
/// What is typed, read, written and set at a terminal of ours and at a pseudo terminal of the host: the same bytes
/// are shown and read after each step.
/// </summary>
[Slow]
[Collection(StartedProcesses.None)]
public class TerminalModelTests
{
    private const InputFlags AnyInput = InputFlags.LineFeedToReturn | InputFlags.IgnoreReturn
        | InputFlags.ReturnToLineFeed | InputFlags.FlowControl | InputFlags.AnyByteStarts | InputFlags.Utf8;

    private const OutputFlags AnyOutput = OutputFlags.Process | OutputFlags.LineFeedToReturnLineFeed
        | OutputFlags.ReturnToLineFeed | OutputFlags.NoReturnAtStart | OutputFlags.LineFeedReturns
        | OutputFlags.TabsToSpaces;

    private const LocalFlags AnyLocal = LocalFlags.Signals | LocalFlags.Echo | LocalFlags.EchoErase
        | LocalFlags.EchoKill | LocalFlags.EchoLineFeed | LocalFlags.NoFlush | LocalFlags.EchoControl
        | LocalFlags.EchoKillErase | LocalFlags.Extended;

    // What has a meaning when nothing was set, but ^S, which stops output; letters, blanks, tabs, pieces of UTF-8. Not
    // 0xFF: Linux counts a column for it even without OPOST, because its own marks in the echo begin with it.
    private static readonly byte[] _bytes =
    [
        3, 4, 4, 8, 9, 9, 10, 10, 10, 13, 13, 0x11, 0x12, 0x15, 0x16, 0x17, 0x1A, 0x1C, 0x7F, 0x7F, 0x7F, 0, 1, 0x1B,
        .. "  ab_Z9-"u8, 0xC3, 0xA4, 0xE2, 0x82, 0xAC, 0xD7, 0xFE, 0x80, 0x9F,
    ];

    private static readonly Gen<byte> _byte = Gen.Int[0, _bytes.Length - 1].Select(i => _bytes[i]);

    private static readonly Gen<TerminalSettings> _settings =
        from flags in Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt)
        from isCanonical in Gen.Bool
        from minimum in Gen.Byte[0, 3]
        from other in Gen.Select(_byte, Gen.Int[0, 16])
        select Settings(flags, isCanonical, minimum, other);

    private static readonly Gen<TerminalRequest> _setting =
        Gen.UInt[(uint)TerminalRequest.SetSettings, (uint)TerminalRequest.SetSettingsAndFlush]
            .Select(request => (TerminalRequest)request);

    private static readonly Gen<Action<TerminalPair>> _step = Gen.Frequency(
        (12, _byte.Array[1, 12].Select(bytes => (Action<TerminalPair>)(pair => pair.Type(bytes)))),
        (4, Gen.Int[0, 12].Select(size => (Action<TerminalPair>)(pair => pair.Read(size)))),
        (2, _byte.Array[1, 12].Select(bytes => (Action<TerminalPair>)(pair => pair.Write(bytes)))),
        (3, Gen.Select(_settings, _setting,
            (settings, request) => (Action<TerminalPair>)(pair => pair.Set(settings, request)))),
        (1, Gen.UInt[0, 3].Select(
            what => (Action<TerminalPair>)(pair => pair.Control(TerminalRequest.Flush, [], what)))));

    [Fact]
    public void Random_steps_show_and_give_the_same_as_on_Linux()
    {
        OperationCounter operations = new();
        _step.Array[1, 40].Sample(
            steps =>
            {
                using TerminalPair pair = new();
                Array.ForEach(steps, step => step(pair));
                operations.Add(steps.Length);
            },
            iter: 1000);
        operations.RequireAtLeast(10_000);
    }

    [Fact]
    public void Every_short_line_is_edited_as_on_Linux()
    {
        byte[] bytes = [(byte)'a', (byte)' ', 9, 10, 4, 1, 0x7F, 0x17, 0x15, 0x16, 0x12];
        using TerminalPair pair = new();
        int lines = 0;
        Search([]);
        Assert.Equal(1 + 11 + 121 + 1331, lines);

        void Search(byte[] line)
        {
            pair.Type(line);
            pair.Read(3);
            pair.Type(10);
            pair.Control(TerminalRequest.Flush, [], 0);
            lines++;
            if (line.Length < 3)
            {
                Array.ForEach(bytes, value => Search([.. line, value]));
            }
        }
    }

    [Fact]
    public void A_line_that_is_too_long_keeps_what_it_keeps_on_Linux()
    {
        using TerminalPair pair = new();
        for (int i = 0; i < 4100; i++)
        {
            pair.Type((byte)('a' + (i % 26)));
        }

        pair.Type(0x7F, (byte)'0', (byte)'1', (byte)'2', (byte)'3', 10);
        Assert.False(pair.CanReceive);
        Assert.Equal(4096u, pair.Readable);
        pair.Read(4000);
        pair.Read(200);
        pair.Type([.. Enumerable.Repeat((byte)'b', 400), 0x17, (byte)'c', 10]);
        pair.Read(200);
    }

    private static TerminalSettings Settings(
        (uint Input, uint Output, uint Local) flags, bool isCanonical, byte minimum, (byte Value, int At) other)
    {
        TerminalSettings settings = TerminalSettings.Initial;
        settings.Input = (InputFlags)flags.Input & AnyInput;
        settings.Output = (OutputFlags)flags.Output & AnyOutput;
        settings.Local = ((LocalFlags)flags.Local & AnyLocal) | (isCanonical ? LocalFlags.Canonical : 0);

        // Another character in one place; but no time after which a read is over, and none that stops output.
        if (other.At is not ((int)ControlCharacter.Time or (int)ControlCharacter.Stop))
        {
            settings.Characters[other.At] = other.Value;
        }

        // Linux takes VKILL for VWERASE when they are the same, IEXTEN or not.
        if (settings.Character(ControlCharacter.Kill) == settings.Character(ControlCharacter.WordErase))
        {
            settings.Characters[(int)ControlCharacter.Kill] = 0;
        }

        settings.Characters[(int)ControlCharacter.Minimum] = minimum;
        return settings;
    }
}
