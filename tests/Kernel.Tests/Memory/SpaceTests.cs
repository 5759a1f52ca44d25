// Address spaces on the real machine: the processor itself reads and writes in them, and its faults are answered
// (S1, S3, S4, S5, S7).
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Kernel.Tests.Snapshot;
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Memory;

public sealed class SpaceTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const uint Directories = 0xF800_0000;
    private const uint DirectoryWindow = 0xFFFF_F000;
    private const uint Page = 0x0800_0000;

    [Fact]
    public async Task A_page_is_nothing_then_zero_then_its_own()
    {
        uint space = await NewAsync();
        await DoneAsync($"space map {space} 0x{Page:x} 4");
        Assert.Equal((0u, 1u, "the zero frame, read-only"), await AccessAsync($"space peek {space} 0x{Page:x}"));
        Assert.Equal((0u, 0u, ""), await AccessAsync($"space peek {space} 0x{Page + 8:x}"));
        Assert.Equal((42u, 1u, "a new page of zeros"), await AccessAsync($"space poke {space} 0x{Page:x} 42"));
        Assert.Equal((43u, 0u, ""), await AccessAsync($"space poke {space} 0x{Page:x} 43"));
        Assert.Equal((43u, 0u, ""), await AccessAsync($"space peek {space} 0x{Page:x}"));
        await EndAsync(space);
    }

    [Fact]
    public async Task A_fork_copies_what_is_written_and_takes_over_what_nobody_else_has()
    {
        uint parent = await NewAsync();
        await DoneAsync($"space map {parent} 0x{Page:x} 4");
        await AccessAsync($"space poke {parent} 0x{Page:x} 1");
        await AccessAsync($"space poke {parent} 0x{Page + 4096:x} 2");
        uint child = await MadeAsync($"space fork {parent}");
        Rows entry = await machine.RowsAsync($"space pte {child} 0x{Page:x}");
        Assert.Equal(2ul, entry.Number("table's directories"));
        Assert.Equal(1ul, entry.Number("frame's references"));
        Assert.Equal((9u, 1u, "a copy of the page"), await AccessAsync($"space poke {child} 0x{Page:x} 9"));
        Assert.Equal((1u, 0u, ""), await AccessAsync($"space peek {parent} 0x{Page:x}"));
        Assert.Equal((2u, 0u, ""), await AccessAsync($"space peek {child} 0x{Page + 4096:x}"));
        Assert.Equal(2ul,
            (await machine.RowsAsync($"space pte {child} 0x{Page + 4096:x}")).Number("frame's references"));
        await EndAsync(child);
        Assert.Equal((3u, 1u, "the page taken over, as nobody else has it"),
            await AccessAsync($"space poke {parent} 0x{Page:x} 3"));
        await EndAsync(parent);
    }

    [Fact]
    public async Task Shared_memory_is_seen_by_both_and_private_memory_by_one()
    {
        uint parent = await NewAsync();
        await DoneAsync($"space map {parent} 0x{Page:x} 1 rw shared");
        uint child = await MadeAsync($"space fork {parent}");
        Assert.Equal((7u, 1u, "the object's page, writable"), await AccessAsync($"space poke {child} 0x{Page:x} 7"));
        Assert.Equal((7u, 1u, "the object's page, read-only"), await AccessAsync($"space peek {parent} 0x{Page:x}"));
        Assert.Equal((8u, 1u, "the object's page, writable"), await AccessAsync($"space poke {parent} 0x{Page:x} 8"));
        Assert.Equal((8u, 0u, ""), await AccessAsync($"space peek {child} 0x{Page:x}"));
        await EndAsync(child);
        await EndAsync(parent);
    }

    [Fact]
    [Slow]
    public async Task Each_frame_is_drawn_as_what_it_is_used_for()
    {
        uint parent = await NewAsync();
        await DoneAsync($"space map {parent} 0x{Page:x} 3");
        await DoneAsync($"space map {parent} 0x{Page + 0x8000:x} 1 rw shared");
        await AccessAsync($"space poke {parent} 0x{Page:x} 1");
        await AccessAsync($"space poke {parent} 0x{Page + 0x1000:x} 2");
        await AccessAsync($"space peek {parent} 0x{Page + 0x2000:x}");
        await AccessAsync($"space poke {parent} 0x{Page + 0x8000:x} 3");
        string first = await FrameAsync(parent, Page);
        Assert.Equal("PPWO", await LettersAsync(parent));

        // The child has the same table, and then one of its own.
        uint child = await MadeAsync($"space fork {parent}");
        Assert.Equal("WWWO", await LettersAsync(parent));
        await CompareReaderAsync(first);
        await AccessAsync($"space poke {child} 0x{Page:x} 4");
        Assert.Equal(("PWWO", "PWWO"), (await LettersAsync(parent), await LettersAsync(child)));
        await CompareReaderAsync(first, await FrameAsync(child, Page), await FrameAsync(parent, Page + 0x8000),
            await FrameAsync(parent, Page + 0x1000), await FrameAsync(parent, Page, "directory entry"));
        Assert.Equal('T', await LetterAsync(await FrameAsync(child, Page, "directory entry")));
        await EndAsync(child);
        Assert.Equal("PPWO", await LettersAsync(parent));
        await EndAsync(parent);
        Assert.Equal('.', await LetterAsync(first));
    }

    [Fact]
    public async Task One_region_of_one_page_is_listed_as_one()
    {
        uint space = await NewAsync();
        await DoneAsync($"space map {space} 0x{Page:x} 1");
        Assert.Contains(await machine.Console.RunAsync("space"),
            line => line.StartsWith($"space {space}: 1 region, 1 page, ", StringComparison.Ordinal));
        Assert.EndsWith(", anonymous, 1 page", (await machine.Console.RunAsync($"space regions {space}"))[0],
            StringComparison.Ordinal);
        await EndAsync(space);
    }

    [Fact]
    public async Task A_word_on_two_pages_takes_two_faults()
    {
        uint space = await NewAsync();
        await DoneAsync($"space map {space} 0x{Page:x} 2");
        Assert.Equal(2u, (await AccessAsync($"space poke {space} 0x{Page + 4094:x} 0x11223344")).Faults);
        Assert.Equal((0x1122u, 0u, ""), await AccessAsync($"space peek {space} 0x{Page + 4096:x}"));
        await EndAsync(space);
    }

    [Fact]
    public async Task Rights_taken_and_given_are_the_processor_s()
    {
        uint space = await NewAsync();
        await DoneAsync($"space map {space} 0x{Page:x} 1");
        await AccessAsync($"space poke {space} 0x{Page:x} 5");
        await DoneAsync($"space protect {space} 0x{Page:x} 1 r");
        Assert.Equal(["space: refused: the region doesn't allow it"],
            await machine.Console.RunAsync($"space poke {space} 0x{Page:x} 6"));
        Assert.Equal((5u, 0u, ""), await AccessAsync($"space peek {space} 0x{Page:x}"));
        await DoneAsync($"space protect {space} 0x{Page:x} 1 rw");
        Assert.Equal((6u, 1u, "the page taken over, as nobody else has it"),
            await AccessAsync($"space poke {space} 0x{Page:x} 6"));
        await DoneAsync($"space discard {space} 0x{Page:x} 1");
        Assert.Equal((0u, 1u, "the zero frame, read-only"), await AccessAsync($"space peek {space} 0x{Page:x}"));
        await EndAsync(space);
    }

    /// <summary>
    /// S1: every present entry outside the program's part is the kernel's own, without U, but for the recursive one.
    /// </summary>
    [Fact]
    [Slow]
    public async Task The_kernel_s_part_is_the_same_in_all_and_for_the_supervisor_only()
    {
        await DoneAsync("map 0xd0000000", "map");
        uint space = await NewAsync();
        await DoneAsync($"space map {space} 0x{Page:x} 1");
        await AccessAsync($"space poke {space} 0x{Page:x} 1");
        int same = 0;
        foreach (uint entry in Enumerable.Range(0, 1024).Select(i => (uint)i).Where(i => i is < 36 or > 760))
        {
            uint kernels = await GuestWord.PeekAsync(machine.Console, DirectoryWindow + (entry * 4));
            uint own = await GuestWord.PeekAsync(machine.Console, Directories + (space * 4096) + (entry * 4));
            bool isKept = entry is 0 or 1022 or >= 992 and < 997;
            if (entry == 1023)
            {
                Assert.Equal(
                    (uint)(await machine.RowsAsync($"resolve 0x{Directories + (space * 4096):x}"))
                        .Number("physical address"), own & ~0xFFFu);
            }
            else if (entry == Page >> 22)
            {
                Assert.Equal(7u, own & 7);
            }
            else
            {
                Assert.Equal(isKept ? kernels & ~0x60u : 0, own & ~0x60u);
                Assert.Equal(0u, own & 4);
                same += isKept ? 1 : 0;
            }
        }

        Assert.Equal(7, same);
        await EndAsync(space);
        await machine.Console.RunAsync("unmap 0xd0000000");
    }

    /// <summary>S7: when all spaces are gone, every frame is free that was. Records stay for the next.</summary>
    [Fact]
    public async Task All_frames_come_back()
    {
        await EndAsync(await NewAsync());
        await EndAsync(await NewAsync());
        ulong before = (await machine.RowsAsync("mem")).Number("free frames");
        uint parent = await NewAsync();
        await DoneAsync($"space map {parent} 0x{Page:x} 3000");
        for (uint i = 0; i < 3000; i += 300)
        {
            await AccessAsync($"space poke {parent} 0x{Page + (i * 4096):x} {i}");
        }

        uint child = await MadeAsync($"space fork {parent}");
        await AccessAsync($"space poke {child} 0x{Page + (300 * 4096):x} 1");
        await EndAsync(parent);
        Assert.Equal((600u, 0u, ""), await AccessAsync($"space peek {child} 0x{Page + (600 * 4096):x}"));
        Assert.NotEqual(before, (await machine.RowsAsync("mem")).Number("free frames"));
        Assert.Equal(3000ul, (await machine.RowsAsync("mem")).Number("promised frames"));
        await EndAsync(child);
        Rows after = await machine.RowsAsync("mem");
        Assert.Equal((before, 0ul), (after.Number("free frames"), after.Number("promised frames")));
    }

    [Theory]
    [InlineData("space 1", "1 is not known here")]
    [InlineData("space frobnicate 1", "frobnicate is not known here")]
    [InlineData("space new 1", "1 is one argument too many")]
    [InlineData("space fork", "an argument is missing")]
    [InlineData("space fork 0", "0 is out of range: 1 to 65535")]
    [InlineData("space fork 1 2", "2 is one argument too many")]
    [InlineData("space peek 1", "an argument is missing")]
    [InlineData("space poke 1 0x08000000", "an argument is missing")]
    [InlineData("space poke 1 0x08000000 1 2", "2 is one argument too many")]
    [InlineData("space map 1 0x08000000", "an argument is missing")]
    [InlineData("space map 1 0x08000000 0", "0 is out of range: 1 to 753664")]
    [InlineData("space map 1 0x08000000 1 w", "w is not known here")]
    [InlineData("space map 1 0x08000000 1 rw private", "private is not known here")]
    [InlineData("space protect 1 0x08000000 1", "an argument is missing")]
    [InlineData("space unmap 1 0x08000000 1 rw", "rw is one argument too many")]
    public async Task What_is_not_meant_gets_its_reason_and_the_usage(string command, string reason)
    {
        await EnsureFirstAsync();

        Assert.Equal([reason, "usage: space [<verb> [<space> [<address> [<pages> [<rights>]]]]]"],
            await machine.Console.RunAsync(command));
    }

    [Theory]
    [InlineData("space end 60000", "space: there is no space 60000")]
    [InlineData("space map 1 0x07fff000 2", "space: the range is empty, or leaves 0x08000000 to 0xbfffffff")]
    [InlineData("space map 1 0xbffff000 2", "space: the range is empty, or leaves 0x08000000 to 0xbfffffff")]
    [InlineData("space map 1 0x08000010 1", "space: the address is not the first of a page")]
    [InlineData("space protect 1 0x60000000 1 r", "space: no region is there")]
    [InlineData("space peek 1 0x60000000", "space: refused: no region is there")]
    [InlineData("space poke 1 0 1", "space: refused: no region is there")]
    [InlineData("space peek 1 0xfffffffe", "space: refused: no region is there")]
    [InlineData("space pte 1 0xc0000000", "space: the range is empty, or leaves 0x08000000 to 0xbfffffff")]
    [InlineData("map 0xf8005000", "map: the address lies among the records of address spaces, which are theirs alone")]
    [InlineData("unmap 0xf9000000",
        "unmap: the address lies among the records of address spaces, which are theirs alone")]
    public async Task What_can_t_be_done_is_refused_in_a_line_and_changes_nothing(string command, string answer)
    {
        await EnsureFirstAsync();

        IReadOnlyList<string> before = await machine.Console.RunAsync("mem");
        Assert.Equal([answer], await machine.Console.RunAsync(command));
        Assert.NotEqual(0, machine.Console.LastStatus);
        Assert.Equal(before, await machine.Console.RunAsync("mem"));
        await machine.Console.RunAsync("check");
        Assert.Equal(0, machine.Console.LastStatus);
    }

    /// <summary>A reader of memory from outside draws the same map, and has the same use for frames.</summary>
    private async Task CompareReaderAsync(params string[] frames)
    {
        MachinePicture picture = await new Observer<OrdinaryMachine>(machine).PictureAsync();
        CellGrid grid = CellGrid.OfFrames(picture.Frames!);
        Assert.Equal(string.Concat(grid.Cells.Select(cell => grid.Kinds[cell].Letter)), await DrawnAsync("map frames"));
        foreach (string frame in frames)
        {
            FrameUse use = picture.Frames!.Kinds[(int)(Convert.ToUInt32(frame, 16) / KernelSnapshot.PageSize)];
            Assert.Equal(grid.Kinds[(int)use].Letter, await LetterAsync(frame));
        }
    }

    /// <summary>What <c>map frames</c> draws for the three first pages of a space and its object's.</summary>
    private async Task<string> LettersAsync(uint space)
    {
        string letters = "";
        foreach (uint page in new[] { Page, Page + 0x1000, Page + 0x2000, Page + 0x8000 })
        {
            letters += await LetterAsync(await FrameAsync(space, page));
        }

        return letters;
    }

    private async Task<string> FrameAsync(uint space, uint page, string row = "frame")
    {
        string text = (await machine.RowsAsync($"space pte {space} 0x{page:x}")).Text(row);
        return text.Substring(text.IndexOf("p0x", StringComparison.Ordinal) + 1, 10);
    }

    private async Task<char> LetterAsync(string frame) => (await DrawnAsync($"map frames {frame}"))[0];

    private async Task<string> DrawnAsync(string command) => string.Concat((await machine.Console.RunAsync(command))
        .Where(line => line.StartsWith("p0x", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

    private async Task EnsureFirstAsync()
    {
        if (!(await machine.Console.RunAsync("space"))
            .Any(line => line.StartsWith("space 1:", StringComparison.Ordinal)))
        {
            await NewAsync();
        }
    }

    private async Task<uint> NewAsync() => await MadeAsync("space new");

    private async Task<uint> MadeAsync(string command)
    {
        Rows rows = await machine.RowsAsync(command);
        Assert.Equal("done", rows.Text("space"));
        return (uint)rows.Number("number");
    }

    private async Task DoneAsync(string command, string row = "space") =>
        Assert.Equal("done", (await machine.RowsAsync(command)).Text(row));

    private async Task EndAsync(uint space)
    {
        await machine.Console.RunAsync("check");
        Assert.Equal(0, machine.Console.LastStatus);
        await DoneAsync($"space end {space}");
        await machine.Console.RunAsync("check");
        Assert.Equal(0, machine.Console.LastStatus);
    }

    private async Task<(uint Value, uint Faults, string Answer)> AccessAsync(string command)
    {
        Rows rows = await machine.RowsAsync(command);
        uint faults = (uint)rows.Number("faults");
        return ((uint)rows.Number("value"), faults, faults == 0 ? "" : rows.Text("answer"));
    }
}
