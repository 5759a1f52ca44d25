// What is around the address spaces, on the simulated machine.
using System.Diagnostics.CodeAnalysis;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>A rule that <see cref="AddressSpaces{T}"/> asserts was broken.</summary>
public sealed class SpaceRuleException(SpaceRule rule, uint space, uint page, uint value)
    : Exception($"{rule}: space {space}, page 0x{page:x}, value 0x{value:x8}")
{
    public SpaceRule Rule => rule;
}

/// <summary>The seam that the kernel fills with its own. The default value is not usable.</summary>
public readonly struct TestSpaceMachine(SpaceWorld world) : ISpaceMachine
{
    private SimulatedMachine Machine => world.Machine;

    public uint FrameEnd => (uint)world.Records.Length;

    public uint FreeFrames => world.Frames.Allocator.FreeFrames;

    public byte LoadByte(uint address) => Machine.LoadByte(address);

    public uint Load(uint address) => Machine.Load(address);

    public void Store(uint address, uint value) => Machine.Store(address, value);

    public void LoadBytes(uint address, Span<byte> bytes) => world.Processor.LoadBytes(address, bytes);

    public void StoreBytes(uint address, ReadOnlySpan<byte> bytes) => world.Processor.StoreBytes(address, bytes);

    // As the kernel does it: from the end on if the ranges overlap so. Two windows that show one frame are two ranges.
    public void MoveBytes(uint from, uint to, uint count)
    {
        bool isBackward = to - from < count;
        for (uint i = 0; i < count; i++)
        {
            uint offset = isBackward ? count - 1 - i : i;
            Machine.StoreByte(to + offset, Machine.LoadByte(from + offset));
        }
    }

    public void StoreByte(uint address, byte value) => Machine.StoreByte(address, value);

    public void Fill(uint address, uint value, uint words) => Machine.Fill(address, value, words);

    public void Copy(uint from, uint to, uint words)
    {
        world.Copies++;
        Machine.Copy(from, to, words);
    }

    public uint CountEqual(uint address, uint value, uint words) => Machine.CountEqual(address, value, words);

    public void InvalidatePage(uint address)
    {
        world.PageDrops++;
        Machine.InvalidatePage(address);
    }

    public void InvalidateAll()
    {
        world.Drops++;
        Machine.InvalidateAll();
    }

    public FrameError AllocateFrame(out Frame frame) => world.Frames.Allocate(out frame);

    public void FreeFrame(Frame frame)
    {
        world.RefuseReachable(frame);
        world.Frames.Free(frame);
    }

    public bool IsAllocated(Frame frame) => world.Frames.Allocator.IsAllocated(frame);

    public ref FrameRecord Record(uint frame) => ref world.Records[frame];

    public uint Show(Window window, Frame frame) => world.Show(window, frame);

    public void Hide(Window window) => world.Hide(window);

    public bool TryMakeDirectory(uint space, out Frame directory, out uint address) =>
        world.TryMakeDirectory(space, out directory, out address);

    public Frame KernelDirectory => Frame.Containing(new PhysicalAddress(world.Options.Directory));

    public void LoadDirectory(Frame directory) => world.Processor.LoadCr3(directory.Address.Value);

    public bool TryFill(uint source, uint page, uint address)
    {
        if (page == SpaceWorld.UnreadablePage)
        {
            return false;
        }

        if (world.SourceFile.Length == 0)
        {
            Machine.Fill(address, SpaceWorld.SourceWord(source, page), 1024);
            return true;
        }

        int from = (int)(source - 1 + (page << 12));
        for (int i = 0; i < 4096 && from + i < world.SourceFile.Length; i++)
        {
            Machine.StoreByte(address + (uint)i, world.SourceFile[from + i]);
        }

        return true;
    }

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) =>
        throw new SpaceRuleException(rule, space, page, value);

    ref Region IRecordStore<Region>.At(uint index) => ref world.RegionRecords[world.Existing(PoolKind.Regions, index)];

    uint IRecordStore<Region>.Extend(uint count) =>
        world.Extend(PoolKind.Regions, count, world.RegionRecords.Length);

    ref Space IRecordStore<Space>.At(uint index) => ref world.SpaceRecords[world.Existing(PoolKind.Spaces, index)];

    uint IRecordStore<Space>.Extend(uint count) =>
        world.Extend(PoolKind.Spaces, count, world.SpaceRecords.Length);

    ref MemoryObject IRecordStore<MemoryObject>.At(uint index) =>
        ref world.ObjectRecords[world.Existing(PoolKind.Objects, index)];

    uint IRecordStore<MemoryObject>.Extend(uint count) =>
        world.Extend(PoolKind.Objects, count, world.ObjectRecords.Length);
}
