using Osmosis.Programs.Records;

namespace Osmosis.Programs.Processes;

/// <summary>
/// What a thread waits for. Two things may share a channel: whoever is woken tries its call again, and waits again if
/// it came too early.
/// </summary>
/// <param name="value">Kind in bits 28 to 31, an index in bits 0 to 27.</param>
public readonly struct WaitChannel(uint value)
{
    private const int KindShift = 28;

    private enum Kind : uint
    {
        Any,
        Child,
        Node,
        Terminal,
        Signal,
        Return,
    }

    public uint Value => value;

    /// <summary>Whatever happens: for who waits for several things at a time (poll), or for a time alone.</summary>
    public static WaitChannel Any => Of(Kind.Any, 0);

    /// <summary>Input from the terminal, or room for output.</summary>
    public static WaitChannel Terminal => Of(Kind.Terminal, 0);

    /// <summary>A signal alone (pause).</summary>
    public static WaitChannel Signal => Of(Kind.Signal, 0);

    /// <summary>A process's child ends, stops or goes on.</summary>
    public static WaitChannel ChildOf(uint process) => Of(Kind.Child, process);

    /// <summary>Something happens to a pipe.</summary>
    public static WaitChannel Node(Handle node) => Of(Kind.Node, node.Index);

    /// <summary>A process gets its space back from a child (vfork). Signals don't end this wait.</summary>
    public static WaitChannel ReturnTo(uint process) => Of(Kind.Return, process);

    private static WaitChannel Of(Kind kind, uint index) => new(((uint)kind << KindShift) | index);
}
