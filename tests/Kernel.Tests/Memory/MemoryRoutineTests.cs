// The routines that fill and compare memory, called by a debugger in a machine stopped at the kernel's start: every
// short length, several rounds, every place in a line of 16 bytes, and a word that differs at every place.
using System.Buffers.Binary;

namespace Osmosis.Kernel.Tests.Memory;

[Slow]
public sealed class MemoryRoutineTests : IAsyncLifetime
{
    private const uint Data = 0x0040_0000;
    private const uint Stack = 0x0050_0000;
    private const uint Value = 0x1234_5678;
    private const byte Untouched = 0xA5;

    // Registers that a routine must preserve, with the values that show it.
    private static readonly (Register Register, uint Value)[] _kept =
        [(Register.Ebx, 0xB0B0_B0B0), (Register.Ebp, 0xE0E0_E0E0), (Register.Esi, 0x5150_5150),
            (Register.Edi, 0xD1D1_D1D1)];

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);
    private QemuMachine _machine = null!;
    private Debugger _debugger = null!;
    private uint _back;

    public async ValueTask InitializeAsync()
    {
        _machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        _debugger = await Debugger.ConnectAsync(_machine);
        _back = _image["kernel_main"];
        await _debugger.RunToAsync(_back);
    }

    public async ValueTask DisposeAsync()
    {
        _debugger?.Dispose();
        await (_machine?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Lengths in words: none, all below two rounds of 64, and around the end of later rounds.</summary>
    private static IEnumerable<int> Lengths =>
        [.. Enumerable.Range(0, 140), 191, 192, 193, 195, 196, 197, 259, 260, 261, 1024];

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(8u)]
    [InlineData(12u)]
    public async Task Filling_writes_its_words_and_no_other_byte(uint offset)
    {
        uint start = Data + 64 + offset;
        foreach (int words in Lengths)
        {
            byte[] expected = [.. Enumerable.Repeat(Untouched, 128 + (words * sizeof(uint)))];
            await _debugger.WriteMemoryAsync(Data, expected);
            await CallAsync("memory_fill_words", start, words);
            Put(expected, (int)(start - Data), words);
            byte[] found = await ReadAsync(expected.Length);
            Assert.True(expected.SequenceEqual(found), $"{words} words from 0x{start:x8}");
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(8u)]
    [InlineData(12u)]
    public async Task Comparing_counts_the_words_before_the_first_that_differs(uint offset)
    {
        uint start = Data + 64 + offset;
        byte[] bytes = [.. Enumerable.Repeat(Untouched, 128 + (1024 * sizeof(uint)))];
        Put(bytes, (int)(start - Data), 1024);
        await _debugger.WriteMemoryAsync(Data, bytes);
        foreach (int words in Lengths)
        {
            Assert.Equal((uint)words, await CallAsync("memory_count_equal", start, words));
        }

        // The last length of each kind: too short for lines, some lines, a round, and rounds with some lines.
        foreach (int words in (int[])[3, 4, 5, 23, 67, 68, 150])
        {
            for (int differs = -1; differs <= words; differs++)
            {
                uint at = start + (uint)(differs * sizeof(uint));
                await _debugger.WriteMemoryAsync(at, Word(Value ^ (1u << (differs & 31))));
                uint equal = await CallAsync("memory_count_equal", start, words);
                Assert.True(equal == (uint)(differs < 0 ? words : Math.Min(differs, words)),
                    $"{words} words from 0x{start:x8}, {differs} differs: {equal}");
                await _debugger.WriteMemoryAsync(at, Word(Value));
            }
        }
    }

    /// <summary>Calls a routine with an address, the value and a number of words, and returns its result.</summary>
    private async Task<uint> CallAsync(string routine, uint address, int words)
    {
        await _debugger.WriteMemoryAsync(Stack, (byte[])[.. Word(_back), .. Word((uint)words)]);
        await _debugger.WriteAsync(
            [.. _kept, (Register.Ecx, address), (Register.Edx, Value), (Register.Esp, Stack),
                (Register.Eip, _image[routine])]);
        RegisterValues after = await _debugger.RunToAsync(_back);
        Assert.Equal(_kept, _kept.Select(kept => (kept.Register, after[kept.Register])));
        Assert.Equal(Stack + (2 * sizeof(uint)), after[Register.Esp]);
        return after[Register.Eax];
    }

    private async Task<byte[]> ReadAsync(int bytes) =>
        [.. (await _debugger.ReadPageAsync(Data)).Concat(await _debugger.ReadPageAsync(Data + 4096)).Take(bytes)];

    private static void Put(byte[] bytes, int at, int words)
    {
        for (int i = 0; i < words; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + (i * sizeof(uint))), Value);
        }
    }

    private static byte[] Word(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
