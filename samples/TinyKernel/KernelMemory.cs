// Frames, paging and heap, and how they are joined to the machine and to each other.
using Osmosis.Boot;
using Osmosis.Faults;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace TinyKernel;

internal static class KernelMemory
{
    private static BootInformation s_boot;

    public static FrameAllocator Frames;
    public static Paging<RecursiveTables<ProcessorMemory>, FrameSource> Paging;
    public static KernelHeap<ProcessorMemory, HeapPages, CheckedBlocks> Heap;

    public static void Start(PhysicalAddress multibootInformation)
    {
        // Frames: what the boot loader calls usable, without the kernel's own.
        LoadedImage image = LoadedImage.Current;
        MultibootReader<ProcessorMemory> reader = new(default, multibootInformation);
        BootError read = reader.Read(ref s_boot);
        Text.StopUnless(read == BootError.None, read.Describe());
        s_boot.Reserved.TryAdd(new PhysicalAddress(image.Start), image.End - image.Start);
        Frames.Initialise(in s_boot.Map, in s_boot.Reserved);

        // Paging: the page directory, and the stacks of double faults, faults and interrupts, each between two pages
        // that are never mapped. So a stack that is used up is a fault.
        uint stackFrames = (KernelStack.Count - 1) * KernelStack.ImagePages;
        PhysicalAddress anywhere = new(uint.MaxValue);
        FrameError run = Frames.AllocateRun(1 + stackFrames, 1, anywhere, out Frame directory);
        Text.StopUnless(run == FrameError.None, run.Describe());
        uint stacks = directory.Address.Value + MemoryLayout.PageSize;
        KernelImage parts = new(image.Start, image.ReadOnlyEnd, image.End, stacks);
        Text.StopUnless(MemoryLayout.TryGetIdentityEnd(image.End, out uint identityEnd), "the kernel is too large"u8);
        PagingSetup<ProcessorMemory, FrameSource> setup = new(default, default, directory);
        MapError built = setup.Build(parts, identityEnd, 0, out TableCounts counts);
        Text.StopUnless(built == MapError.None, built.Describe());
        Paging.Initialise(default, default, identityEnd, in counts);
        Processor.EnablePaging(directory.Address.Value);
        Exceptions.GuardStack(KernelStack.Of(StackKind.DoubleFault).Top);

        // The heap: 2 MiB of addresses, which get pages as it grows.
        Heap.Initialise(default, default, new VirtualAddress(identityEnd), salt: (uint)Processor.ReadTimeStamp());
    }

    /// <summary>Where the parts lie, so that a fault can say in which of them its address is.</summary>
    public static AddressSpaceLayout Layout => new()
    {
        KernelStart = LoadedImage.Current.Start,
        CodeEnd = LoadedImage.Current.CodeEnd,
        ConstantsEnd = LoadedImage.Current.ReadOnlyEnd,
        KernelEnd = LoadedImage.Current.End,
        IdentityEnd = Paging.IdentityEnd,
        HeapMappedEnd = Paging.IdentityEnd + Heap.Bounds.MappedBytes,
    };

    /// <summary>Page tables and new pages take their frames from the allocator.</summary>
    internal readonly struct FrameSource : IFrameSource
    {
        public FrameError AllocateFrame(out Frame frame) => Frames.AllocateFrame(out frame);

        public bool IsAllocated(Frame frame) => Frames.IsAllocated(frame);

        public void FreeFrame(Frame frame) => Frames.FreeFrame(frame);
    }

    /// <summary>The heap takes its pages from paging.</summary>
    internal readonly struct HeapPages : IHeapPages
    {
        public bool TryMap(VirtualAddress page) => Paging.MapNewFrame(page) == MapError.None;

        public void Unmap(VirtualAddress page) => Paging.UnmapAndFreeFrame(page);
    }
}
