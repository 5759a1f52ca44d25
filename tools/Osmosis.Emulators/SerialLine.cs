// The kernel's serial port, seen from the other end of the wire.
using System.Net.Sockets;
using System.Text;

namespace Osmosis.Emulators;

/// <summary>
/// Reads all the time, so that the guest never waits for us, and keeps the output as a
/// <see cref="TerminalTranscript"/>.
/// </summary>
public sealed class SerialLine : IAsyncDisposable
{
    // QEMU writes every byte by itself, and wakes a reader that waits for it. One that rests after each piece is woken
    // for the first byte of an answer, and finds the rest together.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly Stream _output;
    private readonly Stream _input;
    private readonly Lock _lock = new();
    private readonly TerminalTranscript _transcript = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = NewSignal();
    private long _received;

    /// <param name="output">What the kernel writes.</param>
    /// <param name="input">What the kernel reads.</param>
    public SerialLine(Stream output, Stream input)
    {
        (_output, _input) = (output, input);
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
        Closed = _reading.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public SerialLine(Socket socket)
        : this(new NetworkStream(socket, ownsSocket: true))
    {
    }

    private SerialLine(Stream both)
        : this(both, both)
    {
    }

    /// <summary>Completes when the other end is gone and all that it sent is in the transcript. Never fails.</summary>
    public Task Closed { get; }

    /// <summary>Bytes received so far. If the number stays the same for a while, the line is quiet.</summary>
    public long BytesReceived
    {
        get
        {
            lock (_lock)
            {
                return _received;
            }
        }
    }

    /// <summary>Called with each piece of output, unchanged, on the reading thread.</summary>
    public event Action<ReadOnlyMemory<byte>>? Received;

    /// <summary>Looks at the transcript while nothing is added to it.</summary>
    public T Look<T>(Func<TerminalTranscript, T> look)
    {
        lock (_lock)
        {
            return look(_transcript);
        }
    }

    /// <summary>Completes when something arrives after <paramref name="seen"/> bytes, or the line closes.</summary>
    public async Task ChangedSinceAsync(long seen, CancellationToken cancel)
    {
        Task changed;
        lock (_lock)
        {
            if (_received != seen)
            {
                return;
            }

            changed = _changed.Task;
        }

        await changed.WaitAsync(cancel);
    }

    public Task SendAsync(string text, CancellationToken cancel) => SendAsync(Encoding.Latin1.GetBytes(text), cancel);

    /// <exception cref="EmulatorException">The other end is gone.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await _input.WriteAsync(bytes, cancel);
        }
        catch (IOException exception)
        {
            throw new EmulatorException($"the serial line is closed: {exception.Message}");
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Read()
    {
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = _output.Read(buffer)) > 0)
            {
                Received?.Invoke(buffer.AsMemory(0, count));
                Signal(buffer.AsSpan(0, count));
                Thread.Sleep(Rest);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The emulator ended without closing the line first, which counts as the end of the line.
        }

        Signal([]);
    }

    private void Signal(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _transcript.Append(bytes);
            _received += bytes.Length;
            changed = _changed;
            // At the end of the line the signal stays set: there is nothing more to wait for.
            if (!bytes.IsEmpty)
            {
                _changed = NewSignal();
            }
        }

        changed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _input.DisposeAsync();
        await _output.DisposeAsync();
        await _reading;
    }
}
