// An observer of a booted kernel, through its snapshot structure.
using Osmosis.Kernel.Snapshot;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Snapshot;

internal sealed class Observer<TKind>(BootedMachine<TKind> machine)
    where TKind : IMachineKind
{
    public uint Address => machine.Image[KernelSnapshot.Symbol];

    public Task<byte[]> ReadAsync(uint address, int length, CancellationToken cancel) =>
        machine.Monitor.ReadPhysicalAsync(address, length, cancel);

    public Task<KernelSnapshot> LookAsync() => KernelSnapshot.ReadAsync(ReadAsync, Address);

    public Task<MachinePicture> PictureAsync() =>
        MachinePicture.ReadAsync(ReadAsync, Address,
            async cancel => (await machine.Monitor.RegistersAsync(cancel)).Cr3);

    /// <summary>A word of the structure itself.</summary>
    public async Task<uint> WordAsync(uint offset) =>
        BitConverter.ToUInt32(await machine.Monitor.ReadPhysicalAsync(Address + offset, 4));

    /// <summary>Writes a word of the structure from outside, as an observer does.</summary>
    public async Task WriteAsync(uint offset, uint value)
    {
        await machine.Monitor.StopAsync();
        await machine.Debugger.WriteMemoryAsync(Address + offset, BitConverter.GetBytes(value));
        await machine.Monitor.ContinueAsync();
    }

    /// <summary>The events of one command, without those for its start and end.</summary>
    public async Task<IReadOnlyList<KernelEvent>> WatchAsync(string command)
    {
        uint before = (await LookAsync()).Events;
        await WriteAsync(KernelSnapshot.WatchOffset, 1);
        await machine.Console.RunAsync(command);
        await WriteAsync(KernelSnapshot.WatchOffset, 0);
        IReadOnlyList<KernelEvent> events = KernelEvent.ReadAll(await LookAsync(), before);
        Assert.Equal(EventKind.CommandStarted, events[0].Kind);
        Assert.Equal(EventKind.CommandEnded, events[^1].Kind);
        Assert.Equal([.. Enumerable.Range((int)before + 1, events.Count).Select(number => (uint)number)],
            events.Select(e => e.Number));
        return [.. events.Skip(1).SkipLast(1)];
    }
}
