// Properties of frames, paging and heap on every machine: the kernel's output against QEMU's and the boot loader's
// data.
using Osmosis.Kernel.Tests.Machines;
using static Osmosis.Kernel.Tests.Machines.AddressSpace;

namespace Osmosis.Kernel.Tests.Memory;

public abstract class MemorySystemTests<TKind>(BootedMachine<TKind> machine) : IClassFixture<BootedMachine<TKind>>
    where TKind : IMachineKind
{
    private const uint LowMemoryEnd = 1 << 20;
    private const uint SmallestWindow = 16 << 10;
    private const int MostInterrupts = 20;

    // Rows that must not change over an allocate-touch-free cycle (D3).
    private static readonly string[] SteadyHeapRows =
        ["base", "limit", "mapped bytes", "free-list bytes", "free blocks", "largest free block", "live allocations",
            "failed allocations"];

    private static readonly string[] SteadyFrameRows = ["total frames", "free frames", "reserved frames",
        "allocated frames"];

    // L1: the end of the image rounded up to a page, at least 16 KiB.
    private uint W => Math.Max(SmallestWindow, (machine.Image["_kernel_end"] + PageSize - 1) / PageSize * PageSize);

    private Task<AddressSpace> SpaceAsync() => ReadAsync(machine.Monitor);

    [Fact]
    public void Boot_reaches_the_prompt_without_a_reset()
    {
        Assert.NotEmpty(machine.BootLog);
        Assert.False(machine.Machine.Ended.IsCompleted);
        Assert.DoesNotContain("Triple fault", machine.Machine.ResetLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paging_is_on_and_binds_the_kernel_too()
    {
        Registers registers = await machine.Monitor.RegistersAsync();
        Assert.True(registers.Paging);
        Assert.True(registers.WriteProtect);
        Assert.Equal(0u, registers.Cr4 & 0x30);
    }

    [Fact]
    public async Task Cr3_holds_the_directory_in_bss()
    {
        uint directory = machine.Image["kernel_page_directory"];
        Assert.Equal(0u, directory % PageSize);
        Assert.InRange(directory, machine.Image["_rodata_end"], machine.Image["_kernel_end"] - PageSize);
        Assert.Equal(directory, (await machine.Monitor.RegistersAsync()).Cr3);
        Assert.Equal(directory, (await machine.RowsAsync("paging")).Number("cr3"));
    }

    [Fact]
    public async Task Every_page_of_the_identity_window_maps_to_itself_and_nothing_else_lies_below_the_heap()
    {
        AddressSpace space = await SpaceAsync();
        uint[] expected = [.. Enumerable.Range(0, (int)(W / PageSize)).Select(page => (uint)page * PageSize)];
        PageMapping[] window = [.. space.Pages.Where(page => page.Virtual < W)];
        Assert.Equal(expected, window.Select(page => page.Virtual));
        Assert.All(window, page => Assert.Equal(page.Virtual, page.Physical));
    }

    [Fact]
    public async Task Only_the_window_the_heap_and_the_stack_are_mapped_in_small_pages_of_the_kernel_s_own()
    {
        AddressSpace space = await SpaceAsync();
        Assert.All(space.Pages,
            page => Assert.True(page.Virtual < W + HeapWindowSize || page.Virtual >= ScratchSlotBase, $"{page}"));
        Assert.All(space.Mappings, page => Assert.False(page.Large || page.User, $"{page}"));
    }

    [Fact]
    public async Task Page_0_code_and_constants_are_read_only_and_the_rest_of_the_window_is_not()
    {
        AddressSpace space = await SpaceAsync();
        (uint start, uint end) = (machine.Image["_kernel_start"], machine.Image["_rodata_end"]);
        Assert.True(start < end);
        Assert.All(space.Pages.Where(page => page.Virtual < W), page =>
            Assert.True(space.IsWritable(page) != (page.Virtual == 0 || (page.Virtual >= start && page.Virtual < end)),
                $"{page}"));
    }

    [Fact]
    public async Task The_last_directory_entry_points_at_the_directory()
    {
        AddressSpace space = await SpaceAsync();
        DirectoryEntry last = space.Directory.Single(entry => entry.Index == RecursiveSlot);
        Assert.Equal(space.Registers.Cr3, last.Table);
    }

    [Fact]
    public async Task The_stack_is_in_use_and_lies_between_unmapped_pages()
    {
        AddressSpace space = await SpaceAsync();
        uint bottom = space.Stack[0].Virtual;
        uint top = space.Stack[^1].Virtual + PageSize;
        Assert.Equal(top - bottom, (uint)space.Stack.Count * PageSize);
        // An interrupt's handler has a stack of its own, and the processor may be asked during one.
        for (int again = 0; again < MostInterrupts && IsOnInterruptStack(space); again++)
        {
            space = await SpaceAsync();
        }

        Assert.InRange(space.Registers.Esp, bottom, top);
        Assert.Null(await machine.Monitor.TranslateAsync(bottom - 1));
        Assert.Null(await machine.Monitor.TranslateAsync(top));
        // The slot's first page is the scratch page. It is mapped at times, so it is not a guard page.
        Assert.InRange(bottom, ScratchSlotBase + (2 * PageSize), uint.MaxValue);
    }

    private static bool IsOnInterruptStack(AddressSpace space) =>
        space.Stacks[^1].Any(page => space.Registers.Esp - page.Virtual <= PageSize);

    // The double-fault stack, the fault stack and the interrupt stack, which was the boot stack: the same memory,
    // between two guard pages each.
    [Fact]
    public async Task The_other_stacks_are_the_image_s_and_lie_between_two_unmapped_pages_each()
    {
        AddressSpace space = await SpaceAsync();
        PageMapping[][] stacks = [.. space.Stacks.Skip(1)];
        Assert.Equal(
            [machine.Image["double_fault_stack"], machine.Image["fault_stack"], machine.Image["boot_stack"]],
            stacks.Select(stack => (uint)stack[0].Physical));
        uint below = space.Stack[^1].Virtual;
        foreach (PageMapping[] stack in stacks)
        {
            Assert.Equal(below + (3 * PageSize), stack[0].Virtual);
            Assert.Equal(4, stack.Length);
            Assert.All(stack,
                page => Assert.Equal(page.Virtual - stack[0].Virtual, (uint)(page.Physical - stack[0].Physical)));
            below = stack[^1].Virtual;
        }
    }

    [Fact]
    public async Task Paging_prints_what_the_tables_hold()
    {
        Rows paging = await machine.RowsAsync("paging");
        AddressSpace space = await SpaceAsync();
        Assert.Equal("enabled", paging.Text("paging"));
        Assert.Equal(0u, paging.Number("identity start"));
        Assert.Equal(W, paging.Number("identity end"));
        Assert.Equal(W / PageSize, paging.Number("identity pages"));
        Assert.Contains("kernel's end", paging.Text("identity reason"), StringComparison.Ordinal);
        Assert.Equal((ulong)space.Pages.Count(), paging.Number("mapped pages"));
        Assert.Equal((ulong)space.Tables.Count(), paging.Number("page tables"));
    }

    [Fact]
    public async Task Mem_counts_the_frames_that_the_boot_loader_called_usable()
    {
        Rows mem = await machine.RowsAsync("mem");
        AddressSpace space = await SpaceAsync();
        ulong usable = (ulong)machine.Loader.UsableFrames.Count();
        ulong allocated = (ulong)space.AllocatedFrames(W).Count();
        ulong withheld = (ulong)machine.Loader.UsableFrames.Count(IsWithheld);
        Assert.Equal(usable, mem.Number("total frames"));
        Assert.Equal(withheld, mem.Number("reserved frames"));
        Assert.Equal(allocated, mem.Number("allocated frames"));
        Assert.Equal(usable - withheld - allocated, mem.Number("free frames"));
        Assert.InRange(mem.Number("peak frames"), allocated, usable - withheld);
        Assert.Equal(usable * PageSize, mem.Number("total bytes"));
        Assert.Equal((usable - withheld - allocated) * PageSize, mem.Number("free bytes"));
    }

    [Fact]
    public async Task Memmap_tells_what_the_boot_loader_told()
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync("memmap");
        Assert.All(machine.Loader.Regions, region =>
            Assert.Contains(lines,
                line => line.Contains($"p0x{region.Start:x16} to p0x{region.End:x16}", StringComparison.Ordinal)
                    && line.Contains("usable", StringComparison.Ordinal) == region.Usable));
    }

    [Fact]
    public async Task Heap_prints_the_window_above_the_identity_window()
    {
        Rows heap = await machine.RowsAsync("heap");
        AddressSpace space = await SpaceAsync();
        Assert.Equal(W, heap.Number("base"));
        Assert.Equal(W + HeapWindowSize, heap.Number("limit"));
        Assert.Equal((ulong)HeapPages(space).Length * PageSize, heap.Number("mapped bytes"));
        Assert.Equal(heap.Number("total allocations"), heap.Number("total frees") + heap.Number("live allocations"));
        Assert.InRange(heap.Number("largest free block"), 0ul, heap.Number("free-list bytes"));
        Assert.Equal(heap.Number("free blocks") == 0, heap.Number("free-list bytes") == 0);
        Assert.InRange(heap.Number("fragmentation"), 0ul, 100ul);
        Assert.Equal(0ul, heap.Number("failed allocations"));
    }

    [Fact]
    public async Task Alloc_test_passes_and_leaves_all_but_the_totals_as_it_was()
    {
        (Rows heap, Rows frames) = (await machine.RowsAsync("heap"), await machine.RowsAsync("mem"));
        IReadOnlyList<string> answer = await machine.Console.RunAsync("alloc_test");
        (Rows heapAfter, Rows framesAfter) = (await machine.RowsAsync("heap"), await machine.RowsAsync("mem"));

        Assert.Contains(answer, line => line.Contains("passed", StringComparison.Ordinal));
        Assert.DoesNotContain(answer, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.All(SteadyHeapRows, row => Assert.Equal(heap.Text(row), heapAfter.Text(row)));
        Assert.All(SteadyFrameRows, row => Assert.Equal(frames.Text(row), framesAfter.Text(row)));
        ulong made = heapAfter.Number("total allocations") - heap.Number("total allocations");
        Assert.True(made > 0);
        Assert.Equal(made, heapAfter.Number("total frees") - heap.Number("total frees"));
        Assert.InRange(framesAfter.Number("peak frames"), framesAfter.Number("allocated frames") + 1, ulong.MaxValue);
    }

    [Fact]
    public async Task While_blocks_are_allocated_every_frame_in_use_is_usable_and_used_once()
    {
        AddressSpace space = await WithLiveBlocksAsync();
        PageMapping[] heap = HeapPages(space);
        uint[] frames = [.. space.AllocatedFrames(W)];
        HashSet<uint> usable = [.. machine.Loader.UsableFrames];
        Assert.NotEmpty(heap);
        Assert.All(heap, page => Assert.True(space.IsWritable(page), $"{page}"));
        Assert.Equal(heap.Select((_, i) => W + (uint)i * PageSize), heap.Select(page => page.Virtual));
        Assert.Distinct(frames);
        Assert.All(frames, frame => Assert.True(usable.Contains(frame) && !IsWithheld(frame), $"frame {frame}"));
    }

    private PageMapping[] HeapPages(AddressSpace space) =>
        [.. space.Pages.Where(page => page.Virtual >= W && page.Virtual < W + HeapWindowSize)];

    // F1: memory that is never handed out.
    private bool IsWithheld(uint frame)
    {
        bool isImage = frame >= machine.Image["_kernel_start"] / PageSize
            && frame <= (machine.Image["_kernel_end"] - 1) / PageSize;
        return isImage || frame < LowMemoryEnd / PageSize || machine.Loader.HoldsData(frame);
    }

    // Stops alloc_test at its first free, when all its blocks are allocated, reads the tables, and lets it end.
    private async Task<AddressSpace> WithLiveBlocksAsync()
    {
        uint free = machine.Image["kfree"];
        await machine.Monitor.StopAsync();
        Task<IReadOnlyList<string>> answer = machine.Console.RunAsync("alloc_test");
        await machine.Debugger.RunToAsync(free);
        AddressSpace space = await ReadAsync(machine.Monitor, running: false);
        await machine.Debugger.ContinueAsync();
        Assert.Contains(await answer, line => line.Contains("passed", StringComparison.Ordinal));
        return space;
    }
}
