// A debugger's connection to QEMU: stops the processor at an instruction, and reads and changes its registers there.
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Osmosis.Emulators;

/// <summary>
/// The needed part of the GDB remote serial protocol. A packet is <c>$text#checksum</c>, answered by <c>+</c>; ours
/// comes with the next packet. For machines started with <see cref="QemuOptions.WaitForDebugger"/>. Not for use by two
/// callers at a time.
/// </summary>
public sealed class Debugger : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Two digits a byte: within the 4096 characters that QEMU takes in a packet.
    private const int BytesPerPacket = 1024;

    // More than QEMU sends before the next packet.
    private const int BufferBytes = 16 << 10;

    private const int ChecksumDigits = 2;

    private const int StepsTried = 100;

    private readonly NetworkStream _stream;
    private readonly byte[] _received = new byte[BufferBytes];
    private int _count;

    private Debugger(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<Debugger> ConnectAsync(QemuMachine machine, CancellationToken cancel = default)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(machine.DebuggerSocket), cancel);
        return new Debugger(socket);
    }

    /// <summary>Runs the machine until the instruction at <paramref name="address"/> is the next one.</summary>
    /// <returns>The registers there.</returns>
    /// <exception cref="EmulatorException">It stopped elsewhere, ended, or did not get there in half a
    /// minute.</exception>
    public async Task<RegisterValues> RunToAsync(uint address, CancellationToken cancel = default)
    {
        await AskAsync($"Z1,{address:x},1", "OK", cancel);
        await ContinueAsync(cancel);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            await WaitForStopAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new EmulatorException($"the machine did not come to 0x{address:x} within {Patience.TotalSeconds} s");
        }

        await AskAsync($"z1,{address:x},1", "OK", cancel);
        RegisterValues registers = await ReadAllAsync(cancel);
        uint stopped = registers[Register.Eip];
        return stopped == address
            ? registers
            : throw new EmulatorException($"the machine stopped at 0x{stopped:x}, not at 0x{address:x}");
    }

    /// <summary>
    /// Executes one instruction, or one iteration of a repeated one, and returns the registers after it. Interrupts
    /// wait meanwhile. Now and then a device's request ends QEMU's step before the instruction is executed; then no
    /// register has changed, and the step is tried again.
    /// </summary>
    /// <param name="before">The registers before it.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="EmulatorException">No register changes: the instruction jumps to itself.</exception>
    public async Task<RegisterValues> StepAsync(RegisterValues before, CancellationToken cancel = default)
    {
        for (int i = 0; i < StepsTried; i++)
        {
            await SendAsync("s", cancel);
            await WaitForStopAsync(cancel);
            RegisterValues after = await ReadAllAsync(cancel);
            if (after != before)
            {
                return after;
            }
        }

        throw new EmulatorException(
            $"the instruction at 0x{before[Register.Eip]:x8} changes no register in {StepsTried} steps");
    }

    /// <summary>
    /// Lets the machine run. Ask nothing else until <see cref="RunToAsync"/> has stopped it, or it is paused.
    /// </summary>
    public Task ContinueAsync(CancellationToken cancel = default) => SendAsync("c", cancel);

    /// <summary>Lets the machine run without this debugger.</summary>
    public Task DetachAsync(CancellationToken cancel = default) => AskAsync("D", "OK", cancel);

    public async Task<uint> ReadAsync(Register register, CancellationToken cancel = default) =>
        (await ReadAllAsync(cancel))[register];

    /// <summary>Reads all registers at once.</summary>
    public async Task<RegisterValues> ReadAllAsync(CancellationToken cancel = default) =>
        new(await AskAsync("g", null, cancel));

    /// <summary>Reads a dword at a virtual address.</summary>
    /// <exception cref="EmulatorException">Nothing is mapped there.</exception>
    public async Task<uint> ReadMemoryAsync(uint address, CancellationToken cancel = default)
    {
        string answer = await AskAsync($"m{address:x},4", null, cancel);
        return answer.Length == 8 ? RegisterValues.Word(answer)
            : throw new EmulatorException($"the debugger port answered '{answer}' to a read of 0x{address:x}");
    }

    /// <summary>Reads a page, from its first byte; a frame while paging is off.</summary>
    /// <exception cref="EmulatorException">Nothing is mapped there.</exception>
    public async Task<byte[]> ReadPageAsync(uint address, CancellationToken cancel = default)
    {
        StringBuilder digits = new();
        for (uint at = 0; at < 4096; at += BytesPerPacket)
        {
            digits.Append(await AskAsync($"m{address + at:x},{BytesPerPacket:x}", null, cancel));
        }

        return digits.Length == 2 * 4096 ? Convert.FromHexString($"{digits}")
            : throw new EmulatorException($"the debugger port answered '{digits}' to reads of 0x{address:x}");
    }

    /// <summary>Writes memory at a virtual address; a physical one while paging is off.</summary>
    /// <exception cref="EmulatorException">Nothing is mapped there.</exception>
    public async Task WriteMemoryAsync(uint address, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        for (int at = 0; at < bytes.Length; at += BytesPerPacket)
        {
            ReadOnlyMemory<byte> part = bytes.Slice(at, Math.Min(BytesPerPacket, bytes.Length - at));
            await AskAsync($"M{address + at:x},{part.Length:x}:{Convert.ToHexStringLower(part.Span)}", "OK", cancel);
        }
    }

    public Task WriteAsync(Register register, uint value, CancellationToken cancel = default) =>
        WriteAsync([(register, value)], cancel);

    /// <summary>Writes several registers at once.</summary>
    public async Task WriteAsync(IEnumerable<(Register Register, uint Value)> values,
        CancellationToken cancel = default)
    {
        StringBuilder all = new(await AskAsync("g", null, cancel));
        foreach ((Register register, uint value) in values)
        {
            int at = (int)register * 8;
            all.Remove(at, 8).Insert(at, $"{BinaryPrimitives.ReverseEndianness(value):x8}");
        }

        await AskAsync($"G{all}", "OK", cancel);
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string> AskAsync(string packet, string? expected, CancellationToken cancel)
    {
        await SendAsync(packet, cancel);
        string answer;
        do
        {
            // A notice that the monitor has stopped the machine may come first.
            answer = await ReceiveAsync(cancel);
        }
        while (answer is ['S' or 'T', ..]);

        return expected is null || answer == expected
            ? answer
            : throw new EmulatorException($"the debugger port answered '{answer}' to '{packet}'");
    }

    private async Task WaitForStopAsync(CancellationToken cancel)
    {
        string stop = await ReceiveAsync(cancel);
        if (stop is not ['S' or 'T', '0', '5', ..])
        {
            throw new EmulatorException($"the machine did not stop at the breakpoint: '{stop}'");
        }
    }

    private async Task SendAsync(string packet, CancellationToken cancel)
    {
        byte checksum = 0;
        foreach (char character in packet)
        {
            checksum += (byte)character;
        }

        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"+${packet}#{checksum:x2}"), cancel);
    }

    private async Task<string> ReceiveAsync(CancellationToken cancel)
    {
        string? packet;
        while ((packet = TakePacket()) is null)
        {
            int count = await _stream.ReadAsync(_received.AsMemory(_count), cancel);
            _count += count > 0 ? count : throw new EmulatorException("QEMU closed the debugger port");
        }

        return packet;
    }

    // The first packet received, if all of it is there. Acknowledgements of our own packets come before it.
    private string? TakePacket()
    {
        Span<byte> received = _received.AsSpan(0, _count);
        int end = received.IndexOf((byte)'#');
        int next = end + 1 + ChecksumDigits;
        if (end < 0 || next > _count)
        {
            return null;
        }

        string packet = Encoding.ASCII.GetString(received[(received.IndexOf((byte)'$') + 1)..end]);
        received[next..].CopyTo(received);
        _count -= next;
        return packet;
    }
}
