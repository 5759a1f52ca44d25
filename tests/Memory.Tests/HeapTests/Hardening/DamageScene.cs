// A checked heap with every kind of neighbourhood, what it reports, and what must hold once damage was found.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Seven blocks, and what is free above them:
/// <code>
/// 0 free 104 │ 1 live 40 │ 2 free 304 │ 3 live 48 │ 4 free 104 │ 5 live 56 │ 6 live 64 │ 7 free, the rest of a page
/// </code>
/// 0 and 4 share a free list. The pointers of 0 to 6 were allocated by the first seven calls; 0, 2 and 4 freed by the
/// next three.
/// </summary>
internal sealed class DamageScene
{
    public const uint Header = 20;

    private static readonly uint[] _sizes = [104, 40, 304, 48, 104, 56, 64];

    public DamageScene(uint salt = HeapWorld<CheckedBlocks>.Salt)
    {
        Heap = new(HeapWorld<CheckedBlocks>.BootHeap(new() { HasGarbageInHeapPages = true }, salt));
        Pointers = [.. _sizes.Select(size => Heap.Take(BlockSizes<CheckedBlocks>.Payload(size)))];
        foreach (int freed in (int[])[0, 2, 4])
        {
            Heap.Free(Pointers[freed]);
        }

        Blocks = HeapWalk.Blocks(Heap.World);
        Assert.Equal([true, false, true, false, true, false, false, true], Blocks.Select(block => block.IsFree));
    }

    public HeapModel<CheckedBlocks> Heap { get; }

    public ref KernelHeap<SimulatedMachine, HeapPages, CheckedBlocks> Core => ref Heap.World.Heap;

    public uint[] Pointers { get; }

    public List<Block> Blocks { get; }

    /// <summary>The code address that allocated block <paramref name="index"/> of 0 to 6.</summary>
    public static uint AllocatedBy(int index) => HeapModel<CheckedBlocks>.FirstCaller + (uint)index;

    /// <summary>The code address that freed block 0, 2 or 4.</summary>
    public static uint FreedBy(int index) => HeapModel<CheckedBlocks>.FirstCaller + 7 + ((uint)index / 2);

    public byte[] Read(uint address, uint bytes)
    {
        byte[] found = new byte[bytes];
        Heap.World.Processor.LoadBytes(address, found);
        return found;
    }

    public uint ReadWord(uint address) => Heap.World.Processor.Load(address);

    public void Write(uint address, params byte[] values) => Heap.World.Processor.StoreBytes(address, values);

    public void WriteWord(uint address, uint value) => Heap.World.Processor.Store(address, value);

    /// <summary>Writes what the heap would write to link a block there; returns what was linked before.</summary>
    public uint Link(uint address, uint block)
    {
        uint before = ReadWord(address) ^ BlockSizes<CheckedBlocks>.LinkKey;
        WriteWord(address, block ^ BlockSizes<CheckedBlocks>.LinkKey);
        return before;
    }

    /// <summary>Changes one byte; it is another for certain.</summary>
    public void Spoil(uint address, byte bits = 0x5A) =>
        Write(address, (byte)(Heap.World.Processor.LoadByte(address) ^ bits));

    /// <summary>Changes one bit of some words.</summary>
    public void Flip(uint words, int bit) => Spoil(words + ((uint)bit / 8), (byte)(1 << (bit % 8)));

    /// <summary>All damage that was reported and not yet taken, oldest first.</summary>
    public List<HeapDamage> TakeDamage()
    {
        List<HeapDamage> reports = [];
        while (Core.TryTakeDamage(out HeapDamage damage))
        {
            reports.Add(damage);
        }

        return reports;
    }

    /// <summary>The one report there is.</summary>
    public HeapDamage TakeOnly() => Assert.Single(TakeDamage());

    /// <summary>
    /// That the check finds a block's damage, and shows the bytes from <paramref name="at"/> up to
    /// <paramref name="end"/>, but no more than 16.
    /// </summary>
    public void Finds(HeapFault fault, Block block, uint at, uint end)
    {
        HeapDamage damage = Core.Check();
        Assert.Equal((fault, block.Address, block.Size, at),
            (damage.Fault, damage.Block.Address.Value, damage.Block.Size, damage.DamagedAt.Value));
        Assert.Equal(Read(at, Math.Min(16, end - at)), damage.Found.ToArray());
    }

    /// <summary>That the block at an address was quarantined, and what was known of its owner with it.</summary>
    public void IsQuarantined(uint address)
    {
        HeapBlock block = default;
        while (block.Address.Value != address)
        {
            Assert.True(Core.TryNextBlock(ref block));
        }

        Assert.Equal((BlockState.Quarantined, 0u, 0u, 0u, 0u),
            (block.State, block.Requested, block.AllocatedBy, block.FreedBy, block.Mark));
    }

    /// <summary>
    /// That damage is a write to block <paramref name="index"/>, 0, 2 or 4, after it was freed, and names who had it.
    /// </summary>
    public void IsUse(HeapDamage damage, int index, uint address)
    {
        Block block = Blocks[index];
        Assert.Equal((HeapFault.UseAfterFree, block.Address, block.Size),
            (damage.Fault, damage.Block.Address.Value, damage.Block.Size));
        Assert.Equal(address & ~3u, damage.DamagedAt.Value);
        Assert.Equal((AllocatedBy(index), FreedBy(index)), (damage.Block.AllocatedBy, damage.Block.FreedBy));
    }

    /// <summary>
    /// What must hold after any damage: it can be repaired; blocks that were not damaged keep their contents and can be
    /// freed; the heap goes on; and what was quarantined stays so.
    /// </summary>
    /// <param name="lost">Live blocks that were damaged, and not freed since.</param>
    public void CheckAftermath(params uint[] lost)
    {
        foreach (uint pointer in lost)
        {
            Heap.Lose(pointer);
        }

        for (int faults = 0; Core.CheckAndRepair().Fault != HeapFault.None; faults++)
        {
            Assert.True(faults < 100, "repairing doesn't end");
        }

        Heap.CheckAll();
        uint reports = Core.Statistics.DamageReports;
        (uint, uint)[] quarantined = Quarantined();
        for (uint i = 0; i < 40; i++)
        {
            Heap.Take(1 + (i * 37 % 400));
        }

        Heap.Check();
        Heap.FreeAll();
        Heap.CheckAll();
        Assert.Equal(quarantined, Quarantined());
        Assert.Equal(reports, Core.Statistics.DamageReports);
    }

    private (uint, uint)[] Quarantined() =>
        [.. HeapWalk.Blocks(Heap.World).Where(block => block.IsQuarantined)
            .Select(block => (block.Address, block.Size))];
}
