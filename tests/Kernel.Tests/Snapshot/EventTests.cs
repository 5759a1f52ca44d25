// The events that a watched kernel records: in order, with the addresses that the commands print.
using System.Text;
using Osmosis.Kernel.Snapshot;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Snapshot;

public sealed class EventTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const uint FreePage = 0x40000000;
    private readonly Observer<OrdinaryMachine> _observer = new(machine);

    [Fact]
    public async Task Nothing_is_recorded_while_nobody_watches()
    {
        byte[] Ring(KernelSnapshot snapshot) =>
            snapshot.Memory.Bytes(snapshot.Ring, (int)(snapshot.RingRecords * snapshot.RecordBytes)).ToArray();
        KernelSnapshot before = await _observer.LookAsync();
        await machine.Console.RunAsync("alloc_test");
        await machine.Console.RunAsync($"map 0x{FreePage:x}");
        await machine.Console.RunAsync($"unmap 0x{FreePage:x}");
        await machine.Console.RunAsync("fault null");
        KernelSnapshot after = await _observer.LookAsync();
        Assert.Equal(before.Events, after.Events);
        Assert.Equal(Ring(before), Ring(after));
    }

    [Fact]
    public async Task A_block_comes_and_goes()
    {
        IReadOnlyList<KernelEvent> events = await _observer.WatchAsync("kmalloc 100");
        KernelEvent allocated = Assert.Single(events, e => e.Kind == EventKind.Allocated);
        Assert.Equal((100u, 0u), (allocated.Size, allocated.Error));
        Assert.Contains("KmallocCommand__Run", Function(allocated.Caller), StringComparison.Ordinal);
        string listed = (await machine.Console.RunAsync("heap blocks"))
            .Single(line => line.StartsWith($"v0x{allocated.Address:x8}: ", StringComparison.Ordinal));
        Assert.Contains("100 asked for", listed, StringComparison.Ordinal);

        KernelEvent freed = Assert.Single(await _observer.WatchAsync($"kfree 0x{allocated.Address:x}"),
            e => e.Kind == EventKind.Freed);
        Assert.Equal((allocated.Address, 0u), (freed.Address, freed.Error));
        Assert.Contains("KfreeCommand__Run", Function(freed.Caller), StringComparison.Ordinal);
        KernelEvent[] again = [.. await _observer.WatchAsync($"kfree 0x{allocated.Address:x}")];
        Assert.Equal([EventKind.Damage, EventKind.Freed], again.Select(e => e.Kind));
        Assert.NotEqual(0u, again[1].Error);
    }

    [Fact]
    public async Task Asking_for_nothing_is_told_apart_from_a_refusal()
    {
        KernelEvent refused = Assert.Single(await _observer.WatchAsync("kmalloc 3000000"),
            e => e.Kind == EventKind.Allocated);
        Assert.Equal((0u, 3000000u), (refused.Address, refused.Size));
        Assert.NotEqual(0u, refused.Error);
        KernelEvent nothing = Assert.Single(await _observer.WatchAsync("kmalloc 0"),
            e => e.Kind == EventKind.Allocated);
        Assert.Equal((0u, 0u, 0u), (nothing.Address, nothing.Size, nothing.Error));
    }

    [Fact]
    public async Task A_page_table_comes_before_its_first_page_and_goes_after_its_last()
    {
        KernelEvent[] mapped = [.. await _observer.WatchAsync($"map 0x{FreePage + 0x5000:x}")];
        PageMapping page = (await machine.Monitor.MappingsAsync())
            .Single(mapping => mapping.Virtual == FreePage + 0x5000);
        uint table =
            BitConverter.ToUInt32(
                await machine.Monitor.ReadPhysicalAsync(machine.Image["kernel_page_directory"] + (FreePage >> 20), 4))
                & ~0xFFFu;
        Assert.Equal(
            [(EventKind.TableAdded, FreePage, 4u << 20, table),
                (EventKind.Mapped, FreePage + 0x5000, 4096u, (uint)page.Physical)],
            mapped.Select(e => (e.Kind, e.Address, e.Size, e.Other)));
        Assert.All(mapped, e => Assert.Contains("MapCommand__", Function(e.Caller), StringComparison.Ordinal));

        KernelEvent[] refused = [.. await _observer.WatchAsync($"map 0x{FreePage + 0x5000:x}")];
        Assert.Equal([(EventKind.Mapped, true)], refused.Select(e => (e.Kind, e.Error != 0)));
        KernelEvent[] unmapped = [.. await _observer.WatchAsync($"unmap 0x{FreePage + 0x5000:x}")];
        Assert.Equal(
            [(EventKind.Unmapped, FreePage + 0x5000, 0u), (EventKind.TableFreed, FreePage, 0u)],
            unmapped.Select(e => (e.Kind, e.Address, e.Error)));
    }

    [Fact]
    public async Task Alloc_test_frees_what_it_allocates_and_the_heap_its_pages()
    {
        IReadOnlyList<KernelEvent> events = await _observer.WatchAsync("alloc_test");
        HashSet<uint> live = [];
        HashSet<uint> pages = [];
        foreach (KernelEvent e in events)
        {
            Assert.True(e.Kind switch
            {
                EventKind.Allocated => live.Add(e.Address),
                EventKind.Freed => live.Remove(e.Address),
                EventKind.HeapPageMapped => e.Other != 0 && pages.Add(e.Address),
                EventKind.HeapPageUnmapped => pages.Remove(e.Address),
                _ => false,
            }, $"{e}");
        }

        Assert.Empty(live);
        Assert.Equal(12, events.Count(e => e.Kind == EventKind.Allocated));
        Assert.Equal(35926u, (uint)events.Where(e => e.Kind == EventKind.Allocated).Sum(e => e.Size));
    }

    [Fact]
    public async Task A_run_of_frames_and_a_fault_are_recorded()
    {
        KernelEvent run = Assert.Single(await _observer.WatchAsync("frames run 3"));
        Assert.Equal((EventKind.FramesAllocated, 3u * 4096), (run.Kind, run.Size));
        KernelEvent freed = Assert.Single(await _observer.WatchAsync("frames free"));
        Assert.Equal((EventKind.FramesFreed, run.Address, run.Size), (freed.Kind, freed.Address, freed.Size));
        KernelEvent fault = Assert.Single(await _observer.WatchAsync("fault null"));
        Assert.Equal((EventKind.Fault, 0u, 14u), (fault.Kind, fault.Address, fault.Other));
        KernelSnapshot snapshot = await _observer.LookAsync();
        Assert.Equal(snapshot.Fault.Eip, fault.Caller);
        Assert.Equal(1u, KernelEvent.ReadAll(snapshot, fault.Number)[0].Error);
    }

    [Fact]
    public async Task The_kernel_stops_at_each_event_and_goes_on_when_it_may()
    {
        const string Command = "kmalloc 64";
        KernelSnapshot before = await _observer.LookAsync();
        await _observer.WriteAsync(KernelSnapshot.LimitOffset, before.Events);
        await _observer.WriteAsync(KernelSnapshot.WatchOffset, 2);
        await machine.Machine.Serial.SendAsync(Command + "\r", CancellationToken.None);
        KernelSnapshot started = await StoppedAtAsync(before.Events + 1);
        KernelEvent first = KernelEvent.ReadAll(started, before.Events)[^1];
        Assert.Equal(EventKind.CommandStarted, first.Kind);
        Assert.Equal(Command, Encoding.ASCII.GetString(started.Memory.Bytes(first.Address, (int)first.Size)));

        List<EventKind> kinds = [];
        for (uint number = before.Events + 2; kinds is not [.., EventKind.CommandEnded]; number++)
        {
            await _observer.WriteAsync(KernelSnapshot.LimitOffset, number - 1);
            KernelSnapshot next = await StoppedAtAsync(number);
            KernelEvent e = KernelEvent.ReadAll(next, number - 1)[^1];
            Assert.Equal(e.Kind is EventKind.HeapPageMapped, next.IsBusy);
            kinds.Add(e.Kind);
        }

        Assert.Equal([EventKind.Allocated, EventKind.CommandEnded],
            kinds.Where(kind => kind != EventKind.HeapPageMapped));
        Assert.DoesNotContain(KernelConsole.Prompt, machine.Console.CurrentLine, StringComparison.Ordinal);
        await _observer.WriteAsync(KernelSnapshot.WatchOffset, 0);
        Assert.True(
            await machine.Console.WaitAsync(transcript => transcript.CurrentLine == KernelConsole.Prompt,
                TimeLimit.Patience));
    }

    // The kernel stays there. Interrupts continue, so time passes in the kernel meanwhile.
    private async Task<KernelSnapshot> StoppedAtAsync(uint number)
    {
        KernelSnapshot snapshot;
        long end = Environment.TickCount64 + 10_000;
        do
        {
            snapshot = await _observer.LookAsync();
        }
        while (snapshot.Events != number && Environment.TickCount64 < end);
        await Task.Delay(30);
        Assert.Equal(number, (await _observer.LookAsync()).Events);
        return snapshot;
    }

    private string Function(uint address) =>
        machine.Image.Symbols.Where(symbol => symbol.Value < address).MaxBy(symbol => symbol.Value).Key;
}
