using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Tests.Terminals;

/// <summary>What a terminal of ours has shown.</summary>
internal sealed class Screen
{
    public List<byte> Bytes { get; } = [];

    public ScreenOutput Output => new(this);
}

internal readonly struct ScreenOutput(Screen screen) : ITerminalOutput
{
    public void WriteTerminal(ReadOnlySpan<byte> bytes) => screen.Bytes.AddRange(bytes);
}
