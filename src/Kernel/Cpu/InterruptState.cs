// Whether interrupts are on, saved and restored: `using InterruptState off = InterruptState.Disable();`.

using System;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

/// <summary>Interrupts are off while this exists; afterwards their old state is restored.</summary>
internal readonly ref struct InterruptState : IDisposable
{
    private const uint EFlagsInterrupt = 1 << 9;

    private readonly bool _wereEnabled;

    private InterruptState(bool wereEnabled) => _wereEnabled = wereEnabled;

    public static InterruptState Disable() => new((Processor.DisableInterrupts() & EFlagsInterrupt) != 0);

    /// <summary>Whether interrupts were on when this was made.</summary>
    public bool WereEnabled => _wereEnabled;

    public void Dispose()
    {
        if (_wereEnabled)
        {
            Processor.EnableInterrupts();
        }
    }
}
