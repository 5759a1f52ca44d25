// A world with a heap of either format.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>Frames, paging and an empty heap in its window from W up, booted in the kernel's order.</summary>
/// <typeparam name="TFormat">The heap's format of blocks.</typeparam>
public sealed class HeapWorld<TFormat> : World
    where TFormat : struct, IBlockFormat
{
    /// <summary>What the heap marks ends with, unless a test wants another.</summary>
    public const uint Salt = 0x5EC2_E701;

    public KernelHeap<SimulatedMachine, HeapPages, TFormat> Heap;

    private HeapWorld(WorldOptions options, uint salt)
        : base(options)
    {
        StartFrames();
        StartPaging();
        Heap.Initialise(Machine, new HeapPages(this), new VirtualAddress(IdentityEnd), salt);
    }

    public override uint HeapMappedBytes => Heap.Bounds.MappedBytes;

    /// <summary>Boots to the point where an empty heap is there.</summary>
    public static HeapWorld<TFormat> BootHeap(WorldOptions? options = null, uint salt = Salt) =>
        new(options ?? new WorldOptions(), salt);

    public override Action Save()
    {
        KernelHeap<SimulatedMachine, HeapPages, TFormat> heap = Heap;
        return base.Save() + (() => Heap = heap);
    }

    public override UInt128 Digest() => base.Digest() + HeapDigest<TFormat>.Of(Heap);
}
