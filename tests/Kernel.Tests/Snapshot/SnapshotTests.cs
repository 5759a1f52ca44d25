// The snapshot structure in a running kernel, against the kernel's output, the image's symbols, and QEMU's walk of the
// tables.
using Osmosis.Kernel.Snapshot;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Snapshot;

public sealed class SnapshotTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private readonly Observer<OrdinaryMachine> _observer = new(machine);

    [Fact]
    public async Task It_lies_among_the_variables_and_says_where_the_image_is()
    {
        KernelSnapshot snapshot = await _observer.LookAsync();
        Assert.InRange(_observer.Address, machine.Image["_rodata_end"], machine.Image["_kernel_end"]);
        Assert.Equal(BootStage.Shell, snapshot.Stage);
        Assert.Equal(
            (machine.Image["_kernel_start"], machine.Image["_text_end"], machine.Image["_rodata_end"],
                machine.Image["_kernel_end"]),
            (snapshot.KernelStart, snapshot.CodeEnd, snapshot.ConstantsEnd, snapshot.KernelEnd));
        Assert.Equal((await machine.Monitor.RegistersAsync()).Cr3, snapshot.Directory);
        Assert.False(snapshot.IsBusy);
    }

    [Fact]
    public async Task Frames_are_as_mem_says()
    {
        Rows mem = await machine.RowsAsync("mem");
        KernelSnapshot snapshot = await _observer.LookAsync();
        Assert.Equal(
            (mem.Number("total frames"), mem.Number("free frames"), mem.Number("reserved frames"),
                mem.Number("allocated frames"), mem.Number("refused frees")),
            (snapshot.TotalFrames, snapshot.FreeFrames, snapshot.ReservedFrames, snapshot.AllocatedFrames,
                snapshot.RefusedFrameFrees));
    }

    [Fact]
    public async Task Tables_and_stack_are_as_QEMU_finds_them()
    {
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        KernelSnapshot snapshot = await _observer.LookAsync();
        Assert.Equal((uint)space.Tables.Count(), snapshot.PageTables);
        Assert.Equal((space.Stack[0].Virtual, space.Stack[^1].Virtual + AddressSpace.PageSize),
            (snapshot.StackBottom, snapshot.StackTop));
        Assert.Equal((await machine.RowsAsync("paging")).Number("identity end"), snapshot.IdentityEnd);
        for (uint directory = 0; directory < 1024; directory++)
        {
            int count = (int)snapshot.Memory.Word(snapshot.TableEntries + 4 * directory);
            Assert.Equal(space.Pages.Count(page => page.Virtual >> 22 == directory), count);
        }
    }

    [Fact]
    public async Task The_heap_is_as_heap_says()
    {
        // Gives each counter a different value.
        await machine.RowsAsync("kmalloc 5000");
        ulong pointer = (await machine.RowsAsync("kmalloc 50")).Number("pointer");
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        foreach (string refused in new[] { $"kfree 0x{pointer:x}", $"kfree 0x{pointer:x}", "kmalloc 0xFFFFFFFF",
            "kmalloc 0xFFFFFFFF", "kmalloc 0xFFFFFFFF" })
        {
            await machine.Console.RunAsync(refused);
        }

        Rows heap = await machine.RowsAsync("heap");
        KernelSnapshot snapshot = await _observer.LookAsync();
        Assert.Equal("checked", heap.Text("mode"));
        Assert.True(snapshot.IsHeapChecked);
        Assert.Equal(
            (heap.Number("base"), heap.Number("limit"), heap.Number("mapped bytes")),
            (snapshot.HeapBase, snapshot.HeapLimit, snapshot.HeapMappedEnd - snapshot.HeapBase));
        Assert.Equal(
            (heap.Number("live allocations"), heap.Number("total allocations"), heap.Number("total frees"),
                heap.Number("failed allocations"), heap.Number("refused frees"), heap.Number("quarantined blocks")),
            (snapshot.LiveAllocations, snapshot.Allocations, snapshot.Frees, snapshot.FailedAllocations,
                snapshot.RefusedFrees, snapshot.QuarantinedBlocks));
    }

    [Fact]
    public async Task The_memory_map_is_as_memmap_says()
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync("memmap");
        KernelSnapshot snapshot = await _observer.LookAsync();
        MemoryPicture memory = snapshot.Memory;
        IEnumerable<string> regions =
            from i in Enumerable.Range(0, (int)snapshot.RegionCount)
            let region = snapshot.Regions + 24 * (uint)i
            select $"p0x{memory.Double(region):x16} to "
                + $"p0x{memory.Double(region + 8):x16}: "
                + $"{(memory.Bytes(region + 16, 1)[0] == 1 ? "usable" : "reserved")}";
        IEnumerable<string> reserved =
            from i in Enumerable.Range(0, (int)snapshot.ReservedCount)
            let range = snapshot.Reserved + 8 * (uint)i
            select $"reserved: frames {memory.Word(range)} to {memory.Word(range + 4)} (kernel";
        Assert.Equal([.. regions, "reserved: frames 0 to 255 (the first MiB)", .. reserved],
            lines.Skip(2).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task A_fault_leaves_its_essentials()
    {
        uint before = (await _observer.LookAsync()).Fault.Count;
        await machine.Console.RunAsync("fault null");
        FaultEssentials fault = (await _observer.LookAsync()).Fault;
        Assert.Equal((before + 1, 14u, 3u, 0u), (fault.Count, fault.Vector, fault.ErrorCode, fault.Address));
        Assert.InRange(fault.Eip, machine.Image["_kernel_start"], machine.Image["_text_end"]);
    }

    [Fact]
    public async Task Elsewhere_there_is_none() =>
        await Assert.ThrowsAsync<SnapshotException>(() =>
            KernelSnapshot.ReadAsync(_observer.ReadAsync, _observer.Address + 4));
}
