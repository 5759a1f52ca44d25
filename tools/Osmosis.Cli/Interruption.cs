// Ctrl-C, and what `kill` sends.
using System.Runtime.InteropServices;

namespace Osmosis.Cli;

/// <summary>
/// Cancels a command at SIGINT or SIGTERM, from its first instruction on. A second signal ends the process at once. So
/// does the time that a command has for its end.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // What a shell adds to a signal's number.
    private const int SignalStatus = 128;

    // A busy machine takes seconds to stop what a command has started.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;
    private Timer? _end;
    private bool _isTaken;

    public Interruption() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, 15)),
    ];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _end?.Dispose();
        _source.Dispose();
    }

    private void Take(PosixSignalContext context, int number)
    {
        if (Interlocked.Exchange(ref _isTaken, true))
        {
            return;
        }

        context.Cancel = true;
        _end = new Timer(_ => Environment.Exit(SignalStatus + number), null, s_grace, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
