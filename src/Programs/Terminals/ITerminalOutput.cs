using System;

namespace Osmosis.Programs.Terminals;

/// <summary>Where a terminal's bytes go: a serial line, a screen. It takes all of them at once.</summary>
public interface ITerminalOutput
{
    void WriteTerminal(ReadOnlySpan<byte> bytes);
}
