using static Osmosis.Memory.Tests.HeapTests.Hardening.FlatHeap;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Nothing is erased (H5): any one word of a checked heap's memory or variables is overwritten, then any one operation
/// is done. The damage is reported then, or the whole-heap check still finds it. No access goes astray, everything
/// ends, and no block is handed out or written to that is another's. Exhaustively, for heaps of several shapes.
/// </summary>
[Slow]
public class OneWordTests(ITestOutputHelper output)
{
    /// <summary>What is written: a number, or what depends on the word that is overwritten.</summary>
    private static readonly Func<uint, uint, uint, uint>[] _values =
    [
        (_, _, _) => 0,
        (_, _, _) => uint.MaxValue,
        (old, _, _) => old ^ 1,
        (_, block, _) => block,
        (old, _, _) => old ^ 4,
        (old, _, _) => old ^ 0x8000_0000,
        (_, block, _) => block ^ BlockSizes<CheckedBlocks>.LinkKey,
        (_, _, other) => other,
        (old, _, _) => old + 8,
        (old, _, _) => old - 1,
    ];

    private static readonly Dictionary<string, Action<FlatHeap>> _shapes = new()
    {
        ["nothing mapped"] = _ => { },
        ["nothing live"] = heap => heap.Free(heap.Allocate(40)),
        ["one live block"] = heap => heap.Allocate(41),
        ["a list of one, between live blocks"] = heap => Make(heap, [40, 104, 48], 1),
        ["lists of two and of three, from the first block on"] = heap =>
            Make(heap, [104, 40, 104, 48, 64, 56, 64, 40, 64, 40], 0, 2, 4, 6, 8),
        ["a large list, and no top"] = heap =>
        {
            Make(heap, [1200, 40, 1216, 40], 0, 2);
            HeapStatistics now = heap.Heap.Statistics;
            heap.Allocate(Bytes(now.Base.Value + now.MappedBytes - 4 - now.Top.Value));
        },
        ["quarantined blocks, beside free and live ones, and below the top"] = heap =>
        {
            uint[] pointers = Make(heap, [40, 64, 64, 64, 40, 64, 48], 1, 3);
            Overrun(heap, pointers[2]);
            Overrun(heap, pointers[6]);
            heap.Free(pointers[2]);
            heap.Free(pointers[6]);
            Drain(heap);
        },
        ["a block that ran over, not yet found: other damage beside it"] = heap =>
        {
            uint pointer = Make(heap, [40, 104, 48, 104, 40], 1, 3)[2];
            Overrun(heap, pointer);
            heap.Found = pointer - DamageScene.Header;
        },
        ["a freed block that was written to, not yet found: other damage beside it"] = heap =>
        {
            uint pointer = Make(heap, [64, 40, 64, 48, 64, 40, 104, 40], 0, 2, 4, 6)[2];
            heap.Machine.Store(pointer + 12, 0);
            heap.Found = pointer - DamageScene.Header;
        },
        ["a header that was overwritten, not yet found: other damage beside it"] = heap =>
        {
            uint pointer = Make(heap, [64, 40, 64, 48, 64, 40, 104, 40], 0, 2, 4)[3];
            heap.Machine.Store(pointer - 8, 0);
            heap.Found = pointer - DamageScene.Header;
        },
    };

    public static TheoryData<string> Shapes => [.. _shapes.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Damage_to_any_one_word_is_reported_or_still_found_after_any_one_operation(string shape) =>
        Try(shape, values: 2);

    /// <summary>As above with five times as many values: minutes.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Shapes))]
    public void Damage_to_any_one_word_by_any_value_is_reported_or_still_found(string shape) =>
        Try(shape, values: _values.Length);

    /// <param name="values">How many of the values each word gets: others than the word before it.</param>
    private void Try(string shape, int values)
    {
        FlatHeap heap = new();
        _shapes[shape](heap);
        Drain(heap);
        Action goBack = heap.Save();
        (string Name, Action<FlatHeap> Do)[] operations = [.. Operations(heap)];
        int[] expected = [.. operations.Select(operation => ReportsAfter(heap, goBack, operation.Do))];
        // A link to the very block that is damaged already is taken for what that block had before.
        uint[] blocks = [.. heap.Pointers.Select(pointer => pointer - DamageScene.Header)
            .Where(block => block != heap.Found), heap.Heap.Bounds.Top];
        int cases = 0;
        int words = 0;
        foreach ((uint address, string word, Func<uint> read, Action<uint> write) in Words(heap).ToArray())
        {
            words++;
            uint old = read();
            uint neighbour = blocks[words % blocks.Length];
            IEnumerable<uint> chosen = Enumerable.Range(0, values)
                .Select(i =>
                    _values[(words + (i * _values.Length / values)) % _values.Length](old, neighbour,
                        heap.Heap.Bounds.Salt));
            foreach (uint value in chosen.Distinct().ToArray())
            {
                for (int at = 0; at < operations.Length; at++)
                {
                    write(value);
                    if (read() != old)
                    {
                        cases++;
                        TryOne(heap, operations[at].Do, expected[at], address,
                            $"{word} 0x{old:x8} → 0x{value:x8}, then {operations[at].Name}");
                    }

                    goBack();
                }
            }
        }

        output.WriteLine($"{words} words, {operations.Length} operations, {cases} cases");
        Assert.True(cases > words);
    }

    /// <param name="address">Of the word; 0 for a variable.</param>
    private static void TryOne(FlatHeap heap, Action<FlatHeap> operation, int expected, uint address, string what)
    {
        try
        {
            operation(heap);
            int reports = Drain(heap) + Mend(heap, out HeapFault last);
            bool isReported = reports > expected || last == HeapFault.BoundsWrong;

            // Two damaged blocks that were merged, or lie side by side without headers, have one report and are
            // quarantined as one.
            Assert.True(isReported || (heap.Found != 0 && heap.IsQuarantined(address)), "nothing is reported or found");
            heap.CheckLive();
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what}: {exception.Message}");
        }
    }

    /// <summary>How many reports there are without damage, or with no more than the shape has.</summary>
    private static int ReportsAfter(FlatHeap heap, Action goBack, Action<FlatHeap> operation)
    {
        operation(heap);
        int reports = Drain(heap) + Mend(heap, out _);
        heap.CheckLive();
        goBack();
        return reports;
    }

    /// <summary>All words of the heap, by name: how to read each and how to overwrite it.</summary>
    private static IEnumerable<(uint Address, string Name, Func<uint> Read, Action<uint> Write)> Words(FlatHeap heap)
    {
        foreach (uint address in heap.Words())
        {
            uint bits = heap.GuardedBits(address);
            yield return (address, $"the word at 0x{address:x8}", () => heap.Machine.Load(address),
                value => heap.Machine.Store(address, (value & bits) | (heap.Machine.Load(address) & ~bits)));
        }

        foreach (int index in Enumerable.Range(0, heap.Variables().Length).Where(i => !heap.IsPadding(i)).ToArray())
        {
            yield return (0, $"variable {index}", () => heap.Variables()[index],
                value => heap.Variables()[index] = value);
        }
    }

    private static IEnumerable<(string Name, Action<FlatHeap> Do)> Operations(FlatHeap heap)
    {
        foreach (uint bytes in (uint[])[1, 40, Bytes(104), 500, Bytes(1200), 5000])
        {
            yield return ($"allocate {bytes}", it => it.Allocate(bytes));
        }

        yield return ("allocate 40 aligned to 64", it => it.AllocateAligned(40, 64));
        yield return ("allocate 100 aligned to 4096", it => it.AllocateAligned(100, 4096));
        yield return ("allocate 60 zeros", it => it.AllocateZeroed(60));
        yield return ("ensure capacity for 6000", it => it.Heap.EnsureCapacity(6000));
        yield return ("give back all", it => it.Heap.GiveBack(0));
        yield return ("set a mark", it => it.Heap.SetMark());
        yield return ("look at it",
            it => Assert.InRange(it.Heap.Statistics.FragmentationPercent + (uint)Listed(it), 0u, 1000u));
        yield return ("check and repair", it => it.Heap.CheckAndRepair());
        yield return ("free a wild pointer", it => it.Heap.Free(new VirtualAddress(FlatMemory.Start + 0x44)));
        foreach (uint pointer in heap.Pointers)
        {
            yield return ($"free 0x{pointer:x8}", it => it.Free(pointer));
            yield return ($"resize 0x{pointer:x8} to 1", it => it.Reallocate(pointer, 1));
            yield return ($"resize 0x{pointer:x8} to 90", it => it.Reallocate(pointer, 90));
        }
    }

    private static int Listed(FlatHeap heap)
    {
        int count = 0;
        HeapBlock block = default;
        while (heap.Heap.TryNextBlock(ref block))
        {
            count++;
        }

        return count;
    }

    private static uint[] Make(FlatHeap heap, uint[] sizes, params int[] freed)
    {
        uint[] pointers = [.. sizes.Select(size => heap.Allocate(Bytes(size)))];
        foreach (int index in freed)
        {
            heap.Free(pointers[index]);
        }

        return pointers;
    }

    private static void Overrun(FlatHeap heap, uint pointer) => heap.Machine.StoreByte(pointer + heap.Live[pointer], 0);

    /// <summary>Takes all reports, and counts those of damage: also those that had no room.</summary>
    private static int Drain(FlatHeap heap)
    {
        int reports = 0;
        while (heap.Heap.TryTakeDamage(out HeapDamage damage))
        {
            reports += (damage.Fault is HeapFault.WildFree or HeapFault.DoubleFree ? 0 : 1) + (int)damage.Omitted;
            Assert.InRange(reports, 0, 1000);
        }

        return reports;
    }

    /// <summary>Repairs until there is no fault, or one that can't be mended. Returns the reports.</summary>
    private static int Mend(FlatHeap heap, out HeapFault last)
    {
        int rounds = 0;
        do
        {
            last = heap.Heap.CheckAndRepair().Fault;
            Assert.True(++rounds < 200, "repairing doesn't end");
        }
        while (last is not (HeapFault.None or HeapFault.BoundsWrong));
        return Drain(heap);
    }
}
