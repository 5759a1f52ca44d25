// A checked heap whose every word can be overwritten, and that can be gone back to.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Osmosis.Memory.Tests.HeapTests.BlockSizes<Osmosis.Memory.Heap.CheckedBlocks>;
using Core = Osmosis.Memory.Heap.KernelHeap<
    Osmosis.Memory.Tests.HeapTests.Hardening.FlatMachine,
    Osmosis.Memory.Tests.HeapTests.Hardening.FlatPages,
    Osmosis.Memory.Heap.CheckedBlocks>;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Live blocks are filled with what their pointers are, so that a write to one that isn't its owner's is seen.
/// </summary>
internal sealed class FlatHeap
{
    private readonly FlatMemory _memory = new();
    private SortedDictionary<uint, uint> _live = [];

    public Core Heap;

    public FlatHeap() => Heap.Initialise(new(_memory), new(_memory), new VirtualAddress(FlatMemory.Start), 0x5EC2_E701);

    /// <summary>A block that is damaged already: one report tells of all that is wrong with it.</summary>
    public uint Found { get; set; }

    /// <summary>Pointers and bytes asked for, ascending.</summary>
    public IReadOnlyDictionary<uint, uint> Live => _live;

    public uint[] Pointers => [.. _live.Keys];

    public FlatMachine Machine => new(_memory);

    public uint Allocate(uint bytes) => Accept(Heap.Allocate(bytes, 1).Value, bytes);

    public uint AllocateAligned(uint bytes, uint alignment) =>
        Accept(Heap.AllocateAligned(bytes, alignment, 1).Value, bytes);

    public uint AllocateZeroed(uint bytes) => Accept(Heap.AllocateZeroed(bytes, 1, 1).Value, bytes);

    public HeapError Free(uint pointer)
    {
        HeapError error = Heap.Free(new VirtualAddress(pointer), 2);
        _live.Remove(pointer);
        return error;
    }

    /// <summary>A refused block is nobody's from then on: it may be damaged, and is not looked at.</summary>
    public void Reallocate(uint pointer, uint bytes)
    {
        uint moved = Heap.Reallocate(new VirtualAddress(pointer), bytes, 3).Value;
        _live.Remove(pointer);
        if (moved != 0)
        {
            Accept(moved, bytes);
        }
    }

    /// <summary>No block was written to by another, and none lies where another does.</summary>
    public void CheckLive()
    {
        foreach ((uint pointer, uint bytes) in _live)
        {
            Assert.True(_memory.At(pointer, bytes).IndexOfAnyExcept((byte)(pointer >> 3)) < 0,
                $"the block at 0x{pointer:x8}, {bytes} bytes, was overwritten");
        }
    }

    /// <summary>Whether an address lies in a block that is quarantined.</summary>
    public bool IsQuarantined(uint address)
    {
        HeapBlock block = default;
        while (Heap.TryNextBlock(ref block))
        {
            if (block.State == BlockState.Quarantined && address - block.Address.Value < block.Size)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Words of the heap's memory but those that are their owners' to write, or nobody's any more.</summary>
    public IEnumerable<uint> Words()
    {
        HeapBlock block = default;
        HashSet<uint> free =
            [.. Enumerable.Range(0, (int)Heap.Bounds.MappedBytes / 4).Select(i => FlatMemory.Start + ((uint)i * 4))];
        while (Heap.TryNextBlock(ref block))
        {
            uint end = block.Address.Value + block.Size;
            (uint from, uint to) = block.State switch
            {
                _ when block.Address.Value == Found => (Found, end),

                // A word that a redzone shares with a payload is changed by the bits that are the redzone's.
                BlockState.Allocated => (block.Payload.Value, (block.Payload.Value + block.Requested) & ~3u),
                BlockState.Quarantined => (block.Payload.Value, end - 4),

                // The poison in the middle of a large block is like that at its ends.
                _ => (block.Payload.Value + 64, Math.Max(block.Payload.Value + 64, end - 32)),
            };
            free.RemoveWhere(word => word >= from && word < to);
        }

        return free.Order();
    }

    /// <summary>Which bits of a word are not a live payload's.</summary>
    public uint GuardedBits(uint word)
    {
        uint bits = 0;
        for (uint i = 0; i < 4; i++)
        {
            bits |= _live.Any(block => word + i - block.Key < block.Value) ? 0 : 0xFFu << (int)(i * 8);
        }

        return bits;
    }

    /// <summary>
    /// The heap's variables, but reports that wait to be printed. The two references to this memory are no words of it.
    /// </summary>
    public Span<uint> Variables()
    {
        Span<byte> bytes = MemoryMarshal.CreateSpan(ref Unsafe.As<Core, byte>(ref Heap), Unsafe.SizeOf<Core>());
        ref byte log = ref Unsafe.As<DamageLog, byte>(ref Heap.Journal.Damage);
        int end = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(bytes), ref log);
        Assert.InRange(end, Unsafe.SizeOf<Core>() - Unsafe.SizeOf<DamageLog>() - 8,
            Unsafe.SizeOf<Core>() - Unsafe.SizeOf<DamageLog>());
        return MemoryMarshal.Cast<byte, uint>(bytes[..end]);
    }

    /// <summary>
    /// Whether a word of <see cref="Variables"/> is none: a reference's, which also need more than words' alignment.
    /// </summary>
    public bool IsPadding(int variable)
    {
        ref uint word = ref Variables()[variable];
        return !(IsIn(ref Heap.Blocks.Memory.Bounds, ref word) || IsIn(ref Heap.Blocks.Lists, ref word)
            || IsIn(ref Heap.Journal.Counts, ref word) || IsIn(ref Heap.Journal.History, ref word));
    }

    /// <summary>Remembers everything: calling the result goes back to that.</summary>
    public Action Save()
    {
        FlatMemory memory = _memory.Copy();
        Core heap = Heap;
        SortedDictionary<uint, uint> live = new(_live);
        return () =>
        {
            _memory.GoBackTo(memory);
            Heap = heap;
            _live = new(live);
        };
    }

    /// <summary>The most bytes that a block of this size has room for.</summary>
    public static uint Bytes(uint size) => Payload(size);

    private static bool IsIn<T>(ref T part, ref uint word)
        where T : struct
    {
        nint offset = Unsafe.ByteOffset(ref Unsafe.As<T, uint>(ref part), ref word);
        return offset >= 0 && offset < Unsafe.SizeOf<T>();
    }

    private uint Accept(uint pointer, uint bytes)
    {
        if (pointer != 0)
        {
            Assert.True(_live.All(block => pointer >= block.Key + block.Value || pointer + bytes <= block.Key),
                $"two blocks at 0x{pointer:x8}");
            _live.Add(pointer, bytes);
            _memory.At(pointer, bytes).Fill((byte)(pointer >> 3));
        }

        return pointer;
    }
}
