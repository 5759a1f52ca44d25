// The maps that `map frames`, `map space` and `map heap` draw, cell by cell against QEMU's walk of the tables and the
// list of blocks.
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed partial class MapTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const int Columns = 64;
    private const uint FreePage = 0x40000000;

    [Fact]
    public async Task Space_shows_each_directory_entry_that_is_present()
    {
        await machine.Console.RunAsync($"map 0x{FreePage:x}");
        Drawing map = await DrawAsync("space", 'v');
        await machine.Console.RunAsync($"unmap 0x{FreePage:x}");
        char[] expected = [.. Enumerable.Repeat('.', 1024)];
        (expected[0], expected[FreePage >> 22], expected[1022], expected[1023]) = ('K', 'M', 'S', 'R');
        Array.Fill(expected, 'A', (int)(0xF800_0000 >> 22), 5);
        Assert.Equal(new string(expected), map.Cells);
        Assert.Equal(4u << 20, map.Bytes);
        Assert.Equal(1015, map.Count("no table"));
        Assert.Equal(5, map.Count("records of spaces"));
        Assert.Equal(1, map.Count("mapped"));
        Assert.Equal('.', (await DrawAsync("space", 'v')).Cells[(int)(FreePage >> 22)]);
    }

    [Fact]
    public async Task Frames_show_tables_stack_and_heap_where_QEMU_finds_them_and_what_was_taken()
    {
        ulong pointer = (await machine.RowsAsync("kmalloc 400000")).Number("pointer");
        string run = (await machine.RowsAsync("frames run 200")).Text("run");
        ulong first = Convert.ToUInt64(run[(run.IndexOf("p0x", StringComparison.Ordinal) + 1)..], 16);
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        Drawing map = await DrawAsync("frames", 'p');
        await machine.Console.RunAsync("frames free");
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");

        uint identityEnd = (uint)(await machine.RowsAsync("paging")).Number("identity end");
        // Of what a frame is used for the first here counts; a cell with frames for several uses shows that.
        const string Uses = "TSHaK";
        (uint Frame, char Use)[] all = [.. new[]
        {
            space.Directory.Select(entry => (entry.Table, 'T')),
            space.Stack.Select(page => ((uint)page.Physical, 'S')),
            space.Pages.Where(page => page.Virtual >= identityEnd && page.Virtual < AddressSpace.ScratchSlotBase)
                .Select(page => ((uint)page.Physical, 'H')),
            Range((uint)first, 200 * 4096).Select(frame => (frame, 'a')),
            Range(machine.Image["_kernel_start"], machine.Image["_kernel_end"] - machine.Image["_kernel_start"])
                .Select(frame => (frame, 'K')),
        }.SelectMany(kind => kind)];
        ILookup<uint, char> kinds = all.GroupBy(frame => frame.Frame)
            .Select(frame => (frame.Key, Uses[frame.Min(use => Uses.IndexOf(use.Use, StringComparison.Ordinal))]))
            .ToLookup(frame => frame.Key / map.Bytes, frame => frame.Item2);
        for (int cell = 0; cell < map.Cells.Length; cell++)
        {
            char[] expected = [.. kinds[(uint)cell].Distinct()];
            bool isRight = expected.Length == 0 ? ".r-".Contains(map.Cells[cell], StringComparison.Ordinal)
                : map.Cells[cell] == (expected is [char only] ? only : '*');
            Assert.True(isRight, $"cell {cell} is {map.Cells[cell]}, not {string.Join(", ", expected)}");
        }

        Assert.Contains('H', map.Cells);
        Assert.Contains('a', map.Cells);
        Assert.Contains('*', map.Cells);
        Assert.Equal(128u << 10, map.Bytes);
        Assert.Equal(map.Cells.Count(cell => cell == '*'), map.Count("several of K to T"));
        Assert.Equal("rrrrr", map.Cells[..5]);
        ulong end = machine.Loader.UsableFrames.Max() + 1ul;
        Assert.Equal((int)((end * 4096 + map.Bytes - 1) / map.Bytes), map.Cells.Length);
    }

    // Enlarged, each frame has a cell of its own, so that nothing is hidden.
    [Fact]
    public async Task Enlarged_frames_show_each_for_itself()
    {
        ulong pointer = (await machine.RowsAsync("kmalloc 20000")).Number("pointer");
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        Drawing map = await DrawAsync("frames 0x100123", 'p');
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        uint identityEnd = (uint)(await machine.RowsAsync("paging")).Number("identity end");
        Assert.Equal((0x100000u, 4096u, 1024), (map.Start, map.Bytes, map.Cells.Length));
        Assert.Equal('K', map.Cells[0]);
        Assert.DoesNotContain('*', map.Cells);
        char At(ulong physical) => map.Cells[(int)((physical - map.Start) / map.Bytes)];
        Assert.All(space.Directory, entry => Assert.Equal('T', At(entry.Table)));
        Assert.All(space.Stack, page => Assert.Equal('S', At(page.Physical)));
        ulong[] heap = [
            .. space.Pages.Where(page => page.Virtual >= identityEnd && page.Virtual < AddressSpace.ScratchSlotBase)
                .Select(page => page.Physical)];
        Assert.Equal(heap.Length, map.Count("heap"));
        Assert.All(heap, physical => Assert.Equal('H', At(physical)));
    }

    [Fact]
    public async Task Enlarged_space_shows_each_page_of_an_entry()
    {
        ulong pointer = (await machine.RowsAsync("kmalloc 20000")).Number("pointer");
        AddressSpace space = await AddressSpace.ReadAsync(machine.Monitor);
        Drawing first = await DrawAsync("space 0", 'v');
        Drawing stacks = await DrawAsync("space 0xff812345", 'v');
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        Assert.Equal((4096u, 0xFF800000u), (first.Bytes, stacks.Start));
        uint[] mapped = [.. space.Pages.Select(page => (uint)page.Virtual)];
        Assert.Equal(mapped.Where(page => page < 4u << 20).Select(page => (int)(page >> 12)),
            Enumerable.Range(0, 1024).Where(page => first.Cells[page] != '.'));
        Assert.Equal('H', first.Cells[(int)(pointer >> 12)]);
        Assert.Equal('K', first.Cells[0x100]);
        Assert.Equal(space.Stacks.Sum(stack => stack.Length), stacks.Count("stack"));
    }

    [Theory]
    [InlineData("map frames 0xf0000000", "map frames: nothing of it is there")]
    [InlineData("map heap 0", "map heap: nothing of it is there")]
    public async Task What_is_not_there_can_not_be_enlarged(string command, string answer) =>
        Assert.Equal([answer], await machine.Console.RunAsync(command));

    [Fact]
    public async Task Heap_shows_every_block_to_scale()
    {
        ulong[] pointers = [await AllocateAsync(100), await AllocateAsync(500), await AllocateAsync(700)];
        await machine.Console.RunAsync($"kfree 0x{pointers[1]:x}");
        await CompareHeapAsync();
        pointers[1] = await AllocateAsync(400000);
        Assert.InRange(await CompareHeapAsync(), 512u, 1024u);
        foreach (ulong pointer in pointers)
        {
            await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        }
    }

    [Fact]
    public async Task Another_word_is_refused() =>
        Assert.Equal("nothing is neither a number nor a symbol", (await machine.Console.RunAsync("map nothing"))[0]);

    private static IEnumerable<uint> Range(uint start, uint bytes) =>
        Enumerable.Range(0, (int)((bytes + 4095) / 4096)).Select(i => start + (uint)i * 4096);

    /// <summary>
    /// Compares the drawn heap with its list of blocks. Another test of this machine may have left the heap larger.
    /// Returns the bytes of a cell.
    /// </summary>
    private async Task<uint> CompareHeapAsync()
    {
        const string Ranks = "-.faxFAX";
        Drawing map = await DrawAsync("heap", 'v');
        Match[] blocks = [.. (await machine.Console.RunAsync("heap blocks")).Select(line => Block().Match(line))
            .Where(match => match.Success)];
        ulong mapped = (await machine.RowsAsync("heap")).Number("mapped bytes");
        char[] expected = [.. Enumerable.Repeat('-', (int)((mapped + map.Bytes - 1) / map.Bytes))];
        foreach (Match block in blocks)
        {
            uint start = uint.Parse(block.Groups["payload"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                - 20 - map.Start;
            uint last = start + uint.Parse(block.Groups["size"].Value, CultureInfo.InvariantCulture) - 1;
            char letter = block == blocks[^1] ? '.' : block.Groups["state"].Value[0];
            for (uint cell = start / map.Bytes; cell <= last / map.Bytes; cell++)
            {
                char shown = letter != '.' && cell == start / map.Bytes ? char.ToUpperInvariant(letter) : letter;
                expected[cell] = Ranks[Math.Max(Ranks.IndexOf(expected[cell], StringComparison.Ordinal),
                    Ranks.IndexOf(shown, StringComparison.Ordinal))];
            }
        }

        Assert.Equal(new string(expected), map.Cells);
        Assert.Equal(expected.Count(cell => cell == 'A'), map.Count("allocated, start"));
        Assert.Equal(expected.Count(cell => cell == 'F'), map.Count("free, start"));
        Assert.True(map.Bytes == 8 || (mapped - 1) / (map.Bytes / 2) >= 1024,
            $"{mapped} bytes fit with cells of less than {map.Bytes}");
        return map.Bytes;
    }

    private async Task<ulong> AllocateAsync(uint bytes) =>
        (await machine.RowsAsync($"kmalloc {bytes}")).Number("pointer");

    private async Task<Drawing> DrawAsync(string what, char mark)
    {
        IReadOnlyList<string> lines = await machine.Console.RunAsync($"map {what}");
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 79));
        Assert.InRange(lines.Count, 3, 22);
        Match[] rows = [.. lines.Select(line => Row().Match(line)).Where(match => match.Success)];
        Assert.All(rows, row => Assert.Equal($"{mark}", row.Groups["mark"].Value));
        Assert.All(rows.SkipLast(1), row => Assert.Equal(Columns, row.Groups["cells"].Length));
        uint bytes = (uint)new Rows(lines).Number("cell");
        uint[] addresses = [
            .. rows.Select(row =>
                uint.Parse(row.Groups["address"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        Assert.Equal([.. Enumerable.Range(0, rows.Length).Select(row => addresses[0] + (uint)row * Columns * bytes)],
            addresses);
        return new Drawing(addresses[0], bytes, string.Concat(rows.Select(row => row.Groups["cells"].Value)), lines);
    }

    [GeneratedRegex("^(?<mark>[pv])0x(?<address>[0-9a-f]{8}) (?<cells>[^ ]+)$")]
    private static partial Regex Row();

    [GeneratedRegex("^v0x(?<payload>[0-9a-f]{8}): (?<state>[a-z ]+), (?<size>[0-9]+) bytes")]
    private static partial Regex Block();

    private sealed record Drawing(uint Start, uint Bytes, string Cells, IReadOnlyList<string> Lines)
    {
        /// <summary>The number of cells of a kind, from the legend.</summary>
        public int Count(string kind) => int.Parse(
            Regex.Match(string.Join('\n', Lines), $@"([0-9]+) {Regex.Escape(kind)}(  |$)",
                RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
