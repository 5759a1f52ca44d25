using Osmosis.Emulators;

namespace Osmosis.Testing.Host;

/// <summary>What happened on a machine.</summary>
internal abstract record MachineEvent
{
    /// <summary>The runner in the image wrote a line.</summary>
    /// <param name="Fields">What it said, and the rest.</param>
    public sealed record Report(string[] Fields) : MachineEvent;

    /// <summary>The machine ended. All its reports were read before.</summary>
    /// <param name="End">How.</param>
    /// <param name="HasTripleFaulted">Whether the last it did was a fault that nothing handled.</param>
    public sealed record Ended(MachineEnd End, bool HasTripleFaulted) : MachineEvent;

    /// <summary>The processor waits for an interrupt with interrupts off: for ever.</summary>
    /// <param name="Registers">Its registers.</param>
    /// <param name="Stack">The top of its stack; nothing if that isn't readable.</param>
    public sealed record Halted(Registers Registers, byte[] Stack) : MachineEvent
    {
        public const int StackBytes = 8;
    }

    /// <summary>The time limit has passed.</summary>
    /// <param name="Registers">The processor's registers.</param>
    public sealed record TimeOver(Registers Registers) : MachineEvent;
}
