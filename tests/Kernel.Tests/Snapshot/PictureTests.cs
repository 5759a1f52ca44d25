// An outside reader's pictures of the snapshot structure, the page tables and the blocks: equal to the kernel's own
// maps, with disagreements in red.
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Snapshot;
using Spectre.Console.Testing;

namespace Osmosis.Kernel.Tests.Snapshot;

public sealed class WithCheckedHeap(BootedMachine<OrdinaryMachine> machine) : PictureTests<OrdinaryMachine>(machine);

public sealed class WithPlainHeap(BootedMachine<WithPlainHeap.Machine> machine)
    : PictureTests<WithPlainHeap.Machine>(machine)
{
    public sealed class Machine : IMachineKind
    {
        public static QemuOptions Configure(QemuOptions options) =>
            options with { BootCommandLine = "heap=plain", Memory = MemorySize.FromMiB(3072) };
    }
}

public abstract class PictureTests<TKind>(BootedMachine<TKind> machine) : IClassFixture<BootedMachine<TKind>>
    where TKind : IMachineKind
{
    private const uint FreePage = 0x40000000;
    private readonly Observer<TKind> _observer = new(machine);

    [Fact]
    public async Task Every_cell_is_as_the_kernel_draws_it()
    {
        ulong[] pointers = [await AllocateAsync(100), await AllocateAsync(30000), await AllocateAsync(700)];
        await machine.Console.RunAsync($"kfree 0x{pointers[1]:x}");
        await machine.Console.RunAsync($"map 0x{FreePage:x}");
        await machine.Console.RunAsync("frames run 3000");
        MachinePicture picture = await _observer.PictureAsync();
        Assert.Equal(await DrawnAsync("frames"), Letters(CellGrid.OfFrames(picture.Frames!)));
        Assert.Equal(await DrawnAsync("space"), Letters(CellGrid.OfSpace(picture.Snapshot, picture.Tables!)));
        Assert.Equal(await DrawnAsync("heap"), Letters(CellGrid.OfHeap(picture.Snapshot, picture.Heap!)!));
        Assert.Empty(picture.Disagreements);
        foreach (string command in new[] { "frames free", $"unmap 0x{FreePage:x}", $"kfree 0x{pointers[0]:x}",
            $"kfree 0x{pointers[2]:x}" })
        {
            await machine.Console.RunAsync(command);
        }
    }

    [Fact]
    public async Task A_walk_has_the_rows_of_pte()
    {
        ulong pointer = await AllocateAsync(50);
        Rows pte = await machine.RowsAsync($"pte 0x{pointer:x}");
        MachinePicture picture = await _observer.PictureAsync();
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        Assert.All(picture.Tables!.Walk((uint)pointer)!.Rows, row => Assert.Equal(row.Value, pte.Text(row.Name)));
    }

    [Fact]
    public async Task The_blocks_are_those_that_the_kernel_lists()
    {
        ulong pointer = await AllocateAsync(333);
        IReadOnlyList<string> listed = await machine.Console.RunAsync("heap blocks");
        MachinePicture picture = await _observer.PictureAsync();
        await machine.Console.RunAsync($"kfree 0x{pointer:x}");
        uint header = picture.Snapshot.IsHeapChecked ? 20u : 4;
        Assert.Equal(
            listed.SkipLast(1).Select(line => string.Join(' ', line.Split(' ').Take(3))),
            picture.Heap!.Blocks.Select(block =>
                $"v0x{block.Address + header:x8}: "
                    + $"{(block.State == BlockState.Allocated ? "allocated" : "free")}, {block.Size}"));
        HeapBlock own = picture.Heap.Blocks.Single(block => block.Address + header == pointer);
        Assert.Equal(picture.Snapshot.IsHeapChecked ? 333u : 0, own.Requested);
        Assert.Equal(picture.Snapshot.IsHeapChecked, own.AllocatedBy != 0);
    }

    [Fact]
    public async Task A_wrong_count_is_said_in_red()
    {
        MachinePicture sound = await _observer.PictureAsync();
        uint count = await _observer.WordAsync(156);
        await machine.Console.RunAsync($"poke 0x{count:x} {sound.Snapshot.PageTables + 1}");
        MachinePicture wrong = await _observer.PictureAsync();
        await machine.Console.RunAsync($"poke 0x{count:x} {sound.Snapshot.PageTables}");
        Assert.Equal(
            [$"{sound.Snapshot.PageTables + 1} page tables are counted, the directory has {sound.Snapshot.PageTables}"],
            wrong.Disagreements);

        using TestConsole console = new() { EmitAnsiSequences = true };
        console.Profile.Width = 100;
        console.Write(new MemoryView(100, 80).Draw(wrong, MapChoice.All));
        string line = console.Output.Split('\n')
            .Single(text => text.Contains("disagreement: ", StringComparison.Ordinal));
        Assert.StartsWith("\e[1;38;5;9m", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_view_fits_its_terminal_and_shows_one_map_where_three_do_not_fit()
    {
        MachinePicture picture = await _observer.PictureAsync();
        Assert.Equal(["frames", "address space", "heap"], Titles(80, 80, MapChoice.All));
        Assert.Equal(["frames"], Titles(80, 24, MapChoice.All));
        Assert.Equal(["address space"], Titles(80, 24, MapChoice.Space));
        Assert.Equal(["heap"], Titles(80, 24, MapChoice.Heap));
        Assert.Equal(["frames", "address space", "heap"], Titles(150, 48, MapChoice.All));
        Assert.Equal(["frames", "address space", "heap"], Titles(80, Needed(), MapChoice.All));
        Assert.Equal(["frames"], Titles(80, Needed() - 1, MapChoice.All));
        Assert.True(Rows(120, 40) > Rows(80, 24) && Rows(240, 70) > Rows(120, 40), "a larger terminal isn't used");

        int Rows(int width, int height) =>
            Drawn(width, height, MapChoice.Frames).Count(line => line.StartsWith("p0x", StringComparison.Ordinal));

        int Needed() =>
            int.Parse(Regex.Match(Drawn(80, 24, MapChoice.All)[^1],
                "^all maps need ([0-9]+) lines  the keys$").Groups[1].Value, CultureInfo.InvariantCulture);

        string[] Titles(int width, int height, MapChoice choice)
        {
            IReadOnlyList<string> lines = Drawn(width, height, choice);
            Assert.InRange(lines.Count, 1, height);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
            Assert.EndsWith("the keys", lines[^1], StringComparison.Ordinal);
            return [.. lines.Select(line => line.Split(": ")[0])
                .Where(title => title is "frames" or "address space" or "heap")];
        }

        IReadOnlyList<string> Drawn(int width, int height, MapChoice choice)
        {
            using TestConsole console = new();
            console.Profile.Width = width;
            console.Write(new MemoryView(width, height, "the keys").Draw(picture, choice));
            return console.Lines;
        }
    }

    private static string Letters(CellGrid grid) => string.Concat(grid.Cells.Select(cell => grid.Kinds[cell].Letter));

    private async Task<string> DrawnAsync(string what) => string.Concat((await machine.Console.RunAsync($"map {what}"))
        .Where(line =>
            line.StartsWith("p0x", StringComparison.Ordinal) || line.StartsWith("v0x", StringComparison.Ordinal))
        .Select(line => line.Split(' ')[1]));

    private async Task<ulong> AllocateAsync(uint bytes) =>
        (await machine.RowsAsync($"kmalloc {bytes.ToString(CultureInfo.InvariantCulture)}")).Number("pointer");
}
