// Damage done to the heap at the prompt is found, reported with its owner, and harms no other block (H5, H8).
using System.Globalization;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Memory;

public class HeapDamageTests(BootedMachine<OrdinaryMachine> machine) : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const string Owner = "KmallocCommand.Run  KmallocCommand.cs:";
    private const string Freer = "KfreeCommand.Run  KfreeCommand.cs:";

    [Fact]
    public async Task A_double_free_names_who_allocated_and_who_freed_the_block()
    {
        ulong pointer = await AllocateAsync(100);
        Assert.Equal("done", await FreeAsync(pointer));
        Rows report = await machine.RowsAsync($"kfree 0x{pointer:x}");
        Assert.Equal("double free", report.Text("heap damage"));
        Assert.Equal(pointer, report.Number("pointer"));
        Assert.StartsWith(Owner, report.Text("allocated by"), StringComparison.Ordinal);
        Assert.Contains("KmallocCommand.cs:", report.Text("allocated by"), StringComparison.Ordinal);
        Assert.StartsWith(Freer, report.Text("freed by"), StringComparison.Ordinal);
        Assert.Equal("the block is free already", report.Text("kfree"));
        // The block has merged: its present size isn't that of what was freed, and nobody asked for it.
        Assert.EndsWith(", with what was free beside it", report.Text("block"), StringComparison.Ordinal);
        await HeapIsWholeAsync();
    }

    [Fact]
    public async Task A_write_past_the_end_is_found_when_the_block_is_freed_and_shows_the_bytes()
    {
        ulong pointer = await AllocateAsync(40);
        ulong other = await AllocateAsync(40);
        uint mark = uint.Parse((await machine.Console.RunAsync($"peek 0x{pointer + 40:x}"))[0][^8..],
            NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        await machine.Console.RunAsync($"poke 0x{pointer + 40:x} 0x{~mark:x}");
        Rows report = await machine.RowsAsync($"kfree 0x{pointer:x}");
        Assert.Equal("a write past the end of a block", report.Text("heap damage"));
        Assert.Contains($"at v0x{pointer + 40:x8}", report.Text("damaged bytes"), StringComparison.Ordinal);
        string found = string.Join(' ',
            BitConverter.GetBytes(~mark).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
        Assert.Contains(found, report.Text("damaged bytes"), StringComparison.Ordinal);
        Assert.Contains("40 asked for", report.Text("block"), StringComparison.Ordinal);
        Assert.StartsWith(Owner, report.Text("allocated by"), StringComparison.Ordinal);
        Assert.Equal("done", await FreeAsync(other));
        await HeapIsWholeAsync();
    }

    [Fact]
    public async Task A_write_after_free_is_found_by_the_check()
    {
        ulong pointer = await AllocateAsync(200);
        ulong guard = await AllocateAsync(16);
        Assert.Equal("done", await FreeAsync(pointer));
        await machine.Console.RunAsync($"poke 0x{pointer + 100:x} 0x12345678");
        Rows report = await machine.RowsAsync("heap check");
        Assert.Equal("a write to memory that had been freed", report.Text("heap damage"));
        Assert.Contains("78 56 34 12", report.Text("damaged bytes"), StringComparison.Ordinal);
        Assert.StartsWith(Freer, report.Text("freed by"), StringComparison.Ordinal);
        Assert.Equal("done", await FreeAsync(guard));
        await HeapIsWholeAsync();
    }

    /// <summary>The log has room for 8 of 10 reports.</summary>
    [Fact]
    public async Task Damage_without_a_report_of_its_own_is_counted()
    {
        List<ulong> pointers = [];
        for (int i = 0; i < 20; i++)
        {
            pointers.Add(await AllocateAsync(80));
        }

        ulong[] smashed = [.. pointers.Where((_, i) => i % 2 == 0)];
        foreach (ulong pointer in smashed)
        {
            await machine.Console.RunAsync($"poke 0x{pointer - 12:x} 0x12345678");
        }

        IReadOnlyList<string> lines = await machine.Console.RunAsync($"kfree 0x{smashed[0]:x}");
        Assert.Equal(8, lines.Count(line => line.Contains("heap damage", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.EndsWith(" and 2 more", StringComparison.Ordinal));
        foreach (ulong pointer in pointers.Except(smashed))
        {
            Assert.Equal("done", await FreeAsync(pointer));
        }

        await HeapIsWholeAsync();
    }

    [Fact]
    public async Task Leaks_are_told_by_the_function_that_allocated_since_the_mark()
    {
        await AllocateAsync(24);
        await machine.Console.RunAsync("heap mark");
        ulong first = await AllocateAsync(100);
        ulong second = await AllocateAsync(50);
        IReadOnlyList<string> leaks = await machine.Console.RunAsync("heap leaks");
        Assert.Equal("2 blocks, 150 bytes: Osmosis.Kernel.Shell.Commands.KmallocCommand.Run",
            Assert.Single(leaks, line => line.Contains(" blocks, ", StringComparison.Ordinal)));
        IReadOnlyList<string> blocks = await machine.Console.RunAsync("heap blocks");
        Assert.Contains(blocks,
            line => line.StartsWith($"v0x{first:x8}: allocated, ", StringComparison.Ordinal)
                && line.Contains(Owner, StringComparison.Ordinal));
        Assert.Equal(("done", "done"), (await FreeAsync(first), await FreeAsync(second)));
        Assert.Equal(0ul, (await machine.RowsAsync("heap leaks")).Number("functions"));
    }

    [Fact]
    public async Task Null_and_foreign_pointers_do_nothing_and_too_much_is_null()
    {
        Assert.Equal("the pointer lies outside the heap's window", await FreeAsync(0));
        Assert.Equal("the pointer lies outside the heap's window", await FreeAsync(0xB8000));
        Assert.Equal("null: 0 bytes were asked for", (await machine.RowsAsync("kmalloc 0")).Text("pointer"));
        Assert.Equal("null: larger than the heap's window",
            (await machine.RowsAsync("kmalloc 0xFFFFFFFF")).Text("pointer"));
        Assert.Equal("null: the heap's window is full", (await machine.RowsAsync("kmalloc 2097152")).Text("pointer"));
        await HeapIsWholeAsync();
    }

    private async Task<ulong> AllocateAsync(uint bytes) =>
        (await machine.RowsAsync($"kmalloc {bytes}")).Number("pointer");

    private async Task<string> FreeAsync(ulong pointer) =>
        (await machine.RowsAsync($"kfree 0x{pointer:x}")).Text("kfree");

    private async Task HeapIsWholeAsync()
    {
        Assert.Equal("passed", (await machine.RowsAsync("heap check")).Text("heap check"));
        Assert.StartsWith("passed", (await machine.RowsAsync("alloc_test")).Text("alloc_test"),
            StringComparison.Ordinal);
    }
}
