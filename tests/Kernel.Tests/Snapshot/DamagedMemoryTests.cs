// The readers of guest memory bear any content of it: they end soon, with a picture or with one line that says what is
// damaged.
using System.Buffers.Binary;
using System.Diagnostics;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Snapshot;
using Spectre.Console.Testing;

namespace Osmosis.Kernel.Tests.Snapshot;

public sealed class DamagedMemoryTests(BootedMachine<DamagedMemoryTests.Machine> machine)
    : IClassFixture<BootedMachine<DamagedMemoryTests.Machine>>
{
    private const int Cases = 3_000;
    private const int LargestRead = 64 << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    // Values at the edges of what an address, a size or a count may be.
    private static readonly uint[] s_values =
        [0, 1, 3, 4, 0x10, 0xFFF, 0x1000, 0x100000, 0x200003, 0x7FFFFFFF, 0x80000000, 0xFFC00000, 0xFFFFF000,
            0xFFFFF003, 0xFFFFFFF8, 0xFFFFFFFF];

    public sealed class Machine : IMachineKind
    {
        public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(8) };
    }

    [Slow]
    [Fact]
    public async Task Whatever_words_are_changed_a_reader_ends_with_a_picture_or_a_line()
    {
        byte[] memory = await DumpAsync();
        uint[] words = await WordsAsync(memory);
        Random random = new(1);
        int pictures = 0;
        for (int i = 0; i < Cases; i++)
        {
            (uint Address, uint Old)[] changed = new (uint, uint)[random.Next(1, 4)];
            for (int j = 0; j < changed.Length; j++)
            {
                uint address = words[random.Next(words.Length)];
                changed[j] = (address, Exchange(memory, address, s_values[random.Next(s_values.Length)]));
            }

            pictures += await IsPictureAsync(memory,
                $"case {i}: {string.Join(", ", changed.Select(word => $"0x{word.Address:x8}"))}") ? 1 : 0;
            foreach ((uint address, uint old) in changed.Reverse())
            {
                Exchange(memory, address, old);
            }
        }

        // Both outcomes were seen.
        Assert.InRange(pictures, 1, Cases - 1);
    }

    [Slow]
    [Fact]
    public async Task Each_word_of_the_structure_may_hold_anything()
    {
        byte[] memory = await DumpAsync();
        uint structure = machine.Image[KernelSnapshot.Symbol];
        for (uint offset = 0; offset < 240; offset += 4)
        {
            foreach (uint value in s_values)
            {
                uint old = Exchange(memory, structure + offset, value);
                await IsPictureAsync(memory, $"word {offset} is 0x{value:x8}");
                Exchange(memory, structure + offset, old);
            }
        }
    }

    [Theory]
    [InlineData(172u, 0x10u, "the heap's top is ")]
    [InlineData(172u, 0xFFFFF000u, "the heap's top is ")]
    [InlineData(168u, 0u, "the heap's top is ")]
    public async Task The_heap_s_bounds_are_named_when_they_are_wrong(uint pointer, uint value, string says)
    {
        byte[] memory = await DumpAsync();
        Exchange(memory, Word(memory, machine.Image[KernelSnapshot.Symbol] + pointer), value);
        MachinePicture picture = await PictureAsync(memory);
        Assert.Contains(picture.Disagreements, line => line.StartsWith(says, StringComparison.Ordinal));
    }

    // CR3 is the processor's, and not damaged with memory.
    private uint _root;

    private async Task<byte[]> DumpAsync()
    {
        _root = (await machine.Monitor.RegistersAsync()).Cr3;
        await machine.Console.RunAsync("kmalloc 100");
        await machine.Console.RunAsync("kmalloc 9000");
        return await machine.Monitor.ReadPhysicalAsync(0, 8 << 20);
    }

    // The words that readers follow: the structure, what it points to, the directory, the tables and the heap's pages.
    private async Task<uint[]> WordsAsync(byte[] memory)
    {
        uint structure = machine.Image[KernelSnapshot.Symbol];
        MachinePicture picture = await PictureAsync(memory);
        List<uint> words = [.. Enumerable.Range(0, 57).Select(i => structure + 4 * (uint)i)];
        words.AddRange(
            [.. words.Select(word => Word(memory, word))
                .Where(target => target % 4 == 0 && target > structure - (1 << 20) && target < memory.Length - 4)]);
        words.AddRange(Enumerable.Range(0, 1024).Select(i => picture.Snapshot.Directory + 4 * (uint)i));
        foreach (uint table in picture.Tables!.Directory.Where(entry => entry.IsPresent && entry.Frame < memory.Length)
            .Select(entry => entry.Frame))
        {
            words.AddRange(Enumerable.Range(0, 1024).Select(i => table + 4 * (uint)i));
        }

        foreach (MappedPage page in picture.Tables.PagesIn(picture.Snapshot.HeapBase, picture.Snapshot.HeapLimit))
        {
            words.AddRange(Enumerable.Range(0, 1024).Select(i => page.Entry.Frame + 4 * (uint)i));
        }

        // The few words of the structure, and those it points to, come up as often as all the others.
        return [.. words, .. Enumerable.Repeat(words.Take(114), words.Count / 114).SelectMany(few => few)];
    }

    private async Task<bool> IsPictureAsync(byte[] memory, string what)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            MachinePicture picture = await PictureAsync(memory);
            using TestConsole console = new();
            console.Profile.Width = 80;
            console.Write(new MemoryView(80, 80).Draw(picture, MapChoice.All));
            Assert.InRange(console.Lines.Count, 1, 120);
            return true;
        }
        catch (SnapshotException damage)
        {
            Assert.DoesNotContain('\n', damage.Message);
            return false;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {exception.Message}", exception);
        }
        finally
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_longest,
                $"{what}: it took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private Task<MachinePicture> PictureAsync(byte[] memory)
    {
        uint structure = machine.Image[KernelSnapshot.Symbol];
        return MachinePicture.ReadAsync(ReadAsync, structure, _ => Task.FromResult(_root));

        // As QEMU: where there is no memory there are zeros.
        Task<byte[]> ReadAsync(uint address, int length, CancellationToken cancel)
        {
            Assert.InRange(length, 1, LargestRead);
            byte[] read = new byte[length];
            int there = (int)Math.Clamp((long)memory.Length - address, 0, length);
            memory.AsSpan((int)Math.Min(address, memory.Length), there).CopyTo(read);
            return Task.FromResult(read);
        }
    }

    private static uint Word(byte[] memory, uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan((int)address));

    private static uint Exchange(byte[] memory, uint address, uint value)
    {
        uint old = Word(memory, address);
        BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan((int)address), value);
        return old;
    }
}
