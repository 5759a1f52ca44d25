// The commands that show and change single mappings, blocks and frames (D5), against QEMU's own walk and its view of
// memory.
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Memory;

public partial class MemoryToolTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const uint FreePage = 0xD000_0000;
    private const uint OtherPage = 0xD040_0000;

    [Theory]
    [InlineData(0xB8003u)]
    [InlineData(0x101234u)]
    [InlineData(0u)]
    [InlineData(0xFF802FFCu)]
    [InlineData(0xFFFFF000u)]
    public async Task Pte_and_resolve_agree_with_the_emulators_walk(uint address)
    {
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        PageMapping page = space.Mappings.Single(mapping => mapping.Virtual == (address & ~0xFFFu));
        Rows pte = await machine.RowsAsync($"pte 0x{address:x}");
        Assert.Equal(address >> 22, pte.Number("directory index"));
        Assert.Equal((address >> 12) & 1023, pte.Number("table index"));
        Assert.Equal(page.Physical + (address & 0xFFF), pte.Number("physical address"));
        Assert.Contains(page.Writable ? "writable" : "read-only", pte.Text("table entry"), StringComparison.Ordinal);
        Rows resolve = await machine.RowsAsync($"resolve 0x{address:x}");
        Assert.Equal(page.Physical + (address & 0xFFF), resolve.Number("physical address"));
    }

    [Theory]
    [InlineData(0xD0000000u)]
    [InlineData(0xFF801000u)]
    [InlineData(0xFF80A000u)]
    public async Task What_is_not_mapped_is_said_to_be_so(uint address)
    {
        Assert.Equal("not mapped", (await machine.RowsAsync($"pte 0x{address:x}")).Text("physical address"));
        Assert.Equal("the page is not mapped",
            (await machine.RowsAsync($"resolve 0x{address:x}")).Text("resolve"));
        Assert.EndsWith("not mapped", (await machine.Console.RunAsync($"peek 0x{address:x}"))[0],
            StringComparison.Ordinal);
        Assert.Equal($"the page v0x{address & ~0xFFFu:x8} is not mapped",
            (await machine.RowsAsync($"poke 0x{address:x} 1")).Text("poke"));
    }

    /// <summary>
    /// The words that count free frames, and entries of the first page table, are written to: by their offsets in the
    /// snapshot structure. `heap check` has tests of its own.
    /// </summary>
    [Theory]
    [InlineData("frames check", 132)]
    [InlineData("paging check", 152)]
    public async Task Check_finds_a_count_that_was_overwritten(string part, uint offset)
    {
        string[] parts = ["frames check", "paging check", "heap check"];
        Rows whole = await machine.RowsAsync("check");
        Assert.All(parts, row => Assert.Equal("passed", whole.Text(row)));
        uint counter = await WordAsync(machine.Image["osmosis_snapshot"] + offset);
        uint value = await WordAsync(counter);
        await machine.Console.RunAsync($"poke 0x{counter:x} 0x{value + 1:x}");
        Rows damaged = await machine.RowsAsync("check");
        await machine.Console.RunAsync($"poke 0x{counter:x} 0x{value:x}");
        Assert.All(parts, row => Assert.Equal(row == part ? "failed" : "passed", damaged.Text(row)));
    }

    [Fact]
    public async Task Ptdump_lists_every_mapped_page_once_with_its_permission()
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync("ptdump");
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        List<(uint Page, bool Writable)> listed = [];
        foreach (string line in lines.Where(line => MappedRange().IsMatch(line)))
        {
            (uint first, uint last) = (Address(line, 0), Address(line, 2));
            for (ulong page = first; page < last; page += AddressSpace.PageSize)
            {
                listed.Add(((uint)page, line.Contains("writable", StringComparison.Ordinal)));
            }
        }

        Assert.Equal(space.Pages.Select(page => ((uint)page.Virtual, page.Writable)), listed);
    }

    [Fact]
    public async Task Map_gives_a_page_a_frame_of_its_own_and_unmap_frees_it()
    {
        ulong free = (await machine.RowsAsync("mem")).Number("free frames");
        Assert.Equal("done", (await machine.RowsAsync($"map 0x{FreePage:x}")).Text("map"));
        Assert.Equal("the page is mapped already", (await machine.RowsAsync($"map 0x{FreePage:x}")).Text("map"));
        Assert.Equal("done", (await machine.RowsAsync($"poke 0x{FreePage + 8:x} 0xCAFE1234")).Text("poke"));
        PageMapping page =
            (await AddressSpace.ReadAsync(machine.Monitor)).Mappings.Single(mapping => mapping.Virtual == FreePage);
        Assert.Equal([0x34, 0x12, 0xFE, 0xCA], await machine.Monitor.ReadPhysicalAsync((uint)page.Physical + 8, 4));
        Assert.EndsWith("0xcafe1234", (await machine.Console.RunAsync($"peek 0x{FreePage + 8:x}"))[0],
            StringComparison.Ordinal);
        Assert.StartsWith("done", (await machine.RowsAsync($"unmap 0x{FreePage:x}")).Text("unmap"),
            StringComparison.Ordinal);
        Assert.Equal("the page is not mapped", (await machine.RowsAsync($"unmap 0x{FreePage:x}")).Text("unmap"));
        Assert.DoesNotContain((await AddressSpace.ReadAsync(machine.Monitor)).Mappings,
            mapping => mapping.Virtual == FreePage);
        Assert.Equal(free, (await machine.RowsAsync("mem")).Number("free frames"));
    }

    [Fact]
    public async Task A_page_mapped_to_a_physical_address_shows_it_and_its_frame_is_not_freed()
    {
        ulong free = (await machine.RowsAsync("mem")).Number("free frames");
        Assert.Equal("done", (await machine.RowsAsync($"map 0x{OtherPage:x} 0xB8000 ro")).Text("map"));
        PageMapping page =
            (await AddressSpace.ReadAsync(machine.Monitor)).Mappings.Single(mapping => mapping.Virtual == OtherPage);
        Assert.Equal((0xB8000ul, false), (page.Physical, page.Writable));
        Assert.Equal($"the page v0x{OtherPage:x8} is read-only",
            (await machine.RowsAsync($"poke 0x{OtherPage:x} 0")).Text("poke"));
        Rows unmap = await machine.RowsAsync($"unmap 0x{OtherPage:x}");
        Assert.Equal(("done", 0xB8000ul), (unmap.Text("unmap"), unmap.Number("frame")));
        Assert.Equal(free, (await machine.RowsAsync("mem")).Number("free frames"));
    }

    [Theory]
    [InlineData("map 0xD0000001", "map", "the address is not the first of a page")]
    [InlineData("map 0xD0000000 0x1001", "map", "the address is not the first of a page")]
    [InlineData("map 0xFFC00000", "map", "the address lies in the scratch slot or the recursive slot")]
    [InlineData("map 0xFF801000", "map", "the address lies in the scratch slot or the recursive slot")]
    [InlineData("unmap 0xFF802000", "unmap", "the address lies in the scratch slot or the recursive slot")]
    [InlineData("unmap 0x100000", "unmap", "the address lies in the identity window")]
    [InlineData("map 0x100000", "map", "the page is mapped already")]
    public async Task What_would_break_the_layout_is_refused(string command, string row, string refusal)
    {
        AddressSpace before = await AddressSpace.ReadAsync(machine.Monitor);
        Assert.Equal(refusal, (await machine.RowsAsync(command)).Text(row));
        AddressSpace after = await AddressSpace.ReadAsync(machine.Monitor);
        Assert.Equal(before.Pages.Select(page => (page.Virtual, page.Physical)),
            after.Pages.Select(page => (page.Virtual, page.Physical)));
    }

    [Theory]
    [InlineData("pte", "an argument is missing")]
    [InlineData("pte 1 2 3", "3 is one argument too many")]
    [InlineData("resolve", "an argument is missing")]
    [InlineData("peek", "an argument is missing")]
    [InlineData("peek 0 65", "65 is out of range: 1 to 64")]
    [InlineData("peek 0x100000000", "0x100000000 is too large: numbers go up to 0xffffffff")]
    [InlineData("poke 0 banana", "banana is not a number")]
    [InlineData("map", "an argument is missing")]
    [InlineData("unmap", "an argument is missing")]
    [InlineData("ptdump all", "all is one argument too many")]
    [InlineData("frames 1", "1 is not known here")]
    [InlineData("frames run 1 2 3", "3 is one argument too many")]
    [InlineData("frames run x", "x is not a number")]
    [InlineData("frames run", "an argument is missing")]
    [InlineData("frames free 1", "1 is one argument too many")]
    [InlineData("frames rnu 4", "rnu is not known here")]
    [InlineData("heap rubbish", "rubbish is not known here")]
    [InlineData("heap fill 3", "3 is out of range: 4 to 4294967295")]
    [InlineData("heap check twice", "twice is one argument too many")]
    [InlineData("kmalloc", "an argument is missing")]
    [InlineData("kmalloc -1", "-1 is not a number")]
    [InlineData("kmalloc 4294967296", "4294967296 is too large: numbers go up to 0xffffffff")]
    [InlineData("kmalloc 99999999999999999999999", "99999999999999999999999 is too large: numbers go up to 0xffffffff")]
    [InlineData("kfree", "an argument is missing")]
    [InlineData("kfree banana", "banana is neither a number nor a symbol")]
    [InlineData("kfree 0x", "0x is neither a number nor a symbol")]
    [InlineData("resolve kmallo", "kmallo is neither a number nor a symbol; did you mean kmalloc?")]
    [InlineData("resolve kmalolc", "kmalolc is neither a number nor a symbol; did you mean kmalloc?")]
    [InlineData("resolve kmallocs", "kmallocs is neither a number nor a symbol; did you mean kmalloc?")]
    [InlineData("resolve kmallox", "kmallox is neither a number nor a symbol; did you mean kmalloc?")]
    [InlineData("peek 0x1000 100000", "100000 is out of range: 1 to 64")]
    [InlineData("peek 0x1000 0", "0 is out of range: 1 to 64")]
    [InlineData("map 0xD0000000 0x1000 rw", "rw is not known here")]
    [InlineData("map frames 0 0", "0 is one argument too many")]
    [InlineData("poke 0x1000", "an argument is missing")]
    [InlineData("pte xyz", "xyz is neither a number nor a symbol")]
    public async Task A_wrong_argument_gets_its_reason_and_the_usage(string command, string reason)
    {
        IReadOnlyList<string> answer = await machine.Console.RunAsync(command);
        Assert.Equal(2, answer.Count);
        Assert.Equal(reason, answer[0]);
        Assert.StartsWith($"usage: {command.Split(' ')[0]}", answer[1], StringComparison.Ordinal);
    }

    // A frame of memory is free, allocated or reserved, and every command counts it as the same.
    [Fact]
    public async Task The_frames_of_every_command_add_up()
    {
        Rows mem = await machine.RowsAsync("mem");
        Rows frames = await machine.RowsAsync("frames");
        Assert.Equal(mem.Number("total frames"),
            mem.Number("free frames") + mem.Number("reserved frames") + mem.Number("allocated frames"));
        Assert.All(["free frames", "reserved frames", "allocated frames"],
            row => Assert.Equal(mem.Number(row), frames.Number(row)));
        ulong end = machine.Loader.UsableFrames.Max() + 1ul;
        Assert.Equal(end, mem.Number("total frames") + frames.Number("without memory"));

        // Of what memmap says is reserved, those frames that are memory.
        IEnumerable<uint> reserved = (await machine.Console.RunAsync("memmap"))
            .Select(line => ReservedRange().Match(line)).Where(match => match.Success)
            .SelectMany(match => Enumerable.Range(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
                - int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + 1)).Select(frame => (uint)frame);
        Assert.Equal(mem.Number("reserved frames"),
            (ulong)reserved.Distinct().Intersect(machine.Loader.UsableFrames).Count());
    }

    [Theory]
    [InlineData("0x100000", "poke: the page v0x00100000 is read-only")]
    [InlineData("0xC0000000", "poke: the page v0xc0000000 is not mapped")]
    [InlineData("0x0", "poke: the page v0x00000000 is read-only")]
    public async Task Poke_says_why_it_may_not_write(string address, string answer) =>
        Assert.Equal([answer], await machine.Console.RunAsync($"poke {address} 1"));

    [Fact]
    public async Task Peek_takes_symbols()
    {
        IReadOnlyList<string> answer = await machine.Console.RunAsync("peek kernel_page_directory");
        byte[] first = await machine.Monitor.ReadPhysicalAsync(machine.Image["kernel_page_directory"], 4);
        Assert.EndsWith($"0x{BitConverter.ToUInt32(first):x8}", Assert.Single(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filling_the_heap_ends_at_the_windows_end_and_all_comes_back()
    {
        Rows fill = await machine.RowsAsync("heap fill 1000");
        Assert.Equal("the heap's window is full", fill.Text("ended by"));
        Assert.Equal(2u << 20, fill.Number("mapped bytes"));
        Assert.Equal("true", fill.Text("everything came back"));
        Assert.Equal("passed", (await machine.RowsAsync("heap check")).Text("heap check"));
    }

    [Fact]
    public async Task Marks_count_up_and_no_command_leaves_a_block()
    {
        ulong mark = (await machine.RowsAsync("heap mark")).Number("mark");
        await machine.Console.RunAsync("alloc_test");
        Rows leaks = await machine.RowsAsync("heap leaks");
        Assert.Equal((mark, 0ul), (leaks.Number("since mark"), leaks.Number("functions")));
        Assert.Equal(mark + 1, (await machine.RowsAsync("heap mark")).Number("mark"));
    }

    [GeneratedRegex("^reserved: frames ([0-9]+) to ([0-9]+) ")]
    private static partial Regex ReservedRange();

    [GeneratedRegex(": [0-9]+ pages?, ")]
    private static partial Regex MappedRange();

    private async Task<uint> WordAsync(uint address) =>
        BitConverter.ToUInt32(await machine.Monitor.ReadPhysicalAsync(address, 4));

    private static uint Address(string line, int word) =>
        uint.Parse(line.Split(' ')[word].TrimEnd(':')[3..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
