using Osmosis.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Boot steps 4 to 7: the boot loader's information, frames, paging, heap. Each says in one line what it did, or stops
/// boot saying what failed, where and with which values (E1).
/// </summary>
internal static class MemoryStartup
{
    /// <summary>
    /// What reading and cleaning the memory map and making the frame allocator cost, in ticks of the time-stamp
    /// counter.
    /// </summary>
    public static uint FrameSetupCost { get; private set; }

    /// <summary>
    /// Copies the boot command line, the loader's name and what it says of the screen. This can't fail, and needs
    /// nothing.
    /// </summary>
    public static void ReadBootTexts(PhysicalAddress structure, bool isMultiboot2)
    {
        if (isMultiboot2)
        {
            new Multiboot2Reader<ProcessorMemory>(default, structure).ReadTexts(ref KernelMemory.Boot);
        }
        else
        {
            new MultibootReader<ProcessorMemory>(default, structure).ReadTexts(ref KernelMemory.Boot);
        }
    }

    /// <summary>Copies and cleans all else that the boot loader left (F2). Nothing of it is read after this.</summary>
    public static void ReadBootInformation(PhysicalAddress structure, bool isMultiboot2)
    {
        ulong start = Processor.ReadTimeStamp();
        BootError error = Read(structure, isMultiboot2, out PhysicalAddress fault);
        FrameSetupCost = (uint)(Processor.ReadTimeStamp() - start);
        if (error != BootError.None)
        {
            Panic.Stop($"the boot loader's information can't be used: {error.Describe()} (at {fault})");
        }
    }

    private static BootError Read(PhysicalAddress structure, bool isMultiboot2, out PhysicalAddress fault)
    {
        BootError error;
        if (isMultiboot2)
        {
            Multiboot2Reader<ProcessorMemory> reader = new(default, structure);
            error = reader.Read(ref KernelMemory.Boot);
            fault = reader.FaultAddress;
        }
        else
        {
            MultibootReader<ProcessorMemory> reader = new(default, structure);
            error = reader.Read(ref KernelMemory.Boot);
            fault = reader.FaultAddress;
        }

        return error;
    }

    /// <summary>
    /// Every usable frame that holds neither the kernel nor the boot loader's data becomes free (F1).
    /// </summary>
    public static void InitialiseFrames(KernelImage image)
    {
        ref BootInformation boot = ref KernelMemory.Boot;
        if (!boot.Reserved.TryAdd(new PhysicalAddress(image.Start), image.End - image.Start))
        {
            Panic.Stop($"the kernel image can't be reserved: {boot.Reserved.Count} ranges are reserved already");
        }

        ulong start = Processor.ReadTimeStamp();
        KernelMemory.StartFrames();
        FrameSetupCost += (uint)(Processor.ReadTimeStamp() - start);
        ref readonly FrameAllocator frames = ref KernelMemory.Frames;
        if (frames.FreeFrames == 0)
        {
            Panic.Stop($"no frame is free: the machine has {frames.TotalFrames} frames of memory, "
                + $"{frames.ReservedFrames} of them reserved");
        }

        BootLog.WriteLine($"frames: {frames.FreeFrames} free of {frames.TotalFrames}");
    }

    /// <summary>Builds the address space and switches paging on, with CR0.WP (P8).</summary>
    public static void EnablePaging(KernelImage image, PhysicalAddress directory)
    {
        if (!MemoryLayout.TryGetIdentityEnd(image.End, out uint identityEnd))
        {
            Panic.Stop($"the kernel ends at {new PhysicalAddress(image.End)}, past the identity window's limit "
                + $"{new PhysicalAddress(MemoryLayout.IdentityMapLimit)}");
        }

        PagingSetup<ProcessorMemory, KernelMemory.FrameSource> setup = new(default, default,
            Frame.Containing(directory));
        MapError error = setup.Build(image, identityEnd, SpaceMemory.RecordTables, out TableCounts counts);
        if (error != MapError.None)
        {
            Panic.Stop($"paging can't be set up: mapping {setup.Step.Describe()} at {setup.FailedPage}: "
                + $"{error.Describe()} ({KernelMemory.Frames.FreeFrames} frames left of "
                + $"{KernelMemory.Frames.TotalFrames})");
        }

        // Before paging is on, so that a fault just after it finds both.
        KernelMemory.StartPaging(identityEnd, Frame.Containing(directory), in counts);
        DoubleFault.UseDirectory(directory.Value);
        Screen.LeaveFramebuffer();
        Processor.EnablePaging(directory.Value);
    }

    public static void ReportPaging() =>
        BootLog.WriteLine(
            $"paging: on, identity window {VirtualAddress.Null} to "
                + $"{new VirtualAddress(KernelMemory.Paging.IdentityEnd)}, "
                + $"{KernelMemory.Paging.PageTables} page tables");

    /// <summary>The heap starts where the identity window ends (L4), with nothing mapped yet.</summary>
    public static void InitialiseHeap()
    {
        VirtualAddress start = new(KernelMemory.Paging.IdentityEnd);
        Heap.Initialise(start);
        BootLog.WriteLine(
            $"heap: {start} to {start + MemoryLayout.HeapMaxSize}, mapped on demand, "
                + $"{(Heap.IsChecked ? "checked"u8 : "plain"u8)}");
    }
}
