// The labs' machine in a running kernel: labs/Contract/Machine.cs says what each member is.

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Labs;

/// <summary>
/// Physical memory is seen through one page, which is present for one access only: the first behind the windows on
/// frames, which nothing else uses, below a table that is there from boot. No interrupt handler comes here, so no
/// access meets another.
/// </summary>
internal static class Machine
{
    private const uint Window = MemoryLayout.FrameWindows + (MemoryLayout.FrameWindowCount * MemoryLayout.PageSize);
    private const uint WindowEntry = MemoryLayout.RecursiveBase + (Window >> MemoryLayout.PageShift << 2);

    public static uint Directory => Processor.ReadCr3() & ~MemoryLayout.PageOffsetMask;

    // Labs 3 to 6 have nothing to remember.
    public static uint Notes => 0;

    public static uint Load(uint physicalAddress)
    {
        uint address = Open(physicalAddress);
        uint value = default(ProcessorMemory).Load(address);
        Close();
        return value;
    }

    /// <remarks>
    /// The kernel sees a page table also as a page of the recursive slot. That translation follows from the directory's
    /// entry, and nobody but the kernel knows of it: whoever changes the entry here needn't drop it.
    /// </remarks>
    public static void Store(uint physicalAddress, uint value)
    {
        uint address = Open(physicalAddress);
        default(ProcessorMemory).Store(address, value);
        Close();
        if (physicalAddress - Directory < MemoryLayout.PageSize)
        {
            uint slot = (physicalAddress & MemoryLayout.PageOffsetMask) >> 2;
            Processor.InvalidatePage(MemoryLayout.RecursiveBase + (slot << MemoryLayout.PageShift));
        }
    }

    public static void InvalidatePage(uint virtualAddress) => Processor.InvalidatePage(virtualAddress);

    public static bool TryAllocateFrame(out uint physicalAddress)
    {
        FrameError error = KernelMemory.AllocateRun(1, 1, new PhysicalAddress(uint.MaxValue), out Frame frame);
        physicalAddress = error == FrameError.None ? frame.Address.Value : 0;
        return error == FrameError.None;
    }

    public static void FreeFrame(uint physicalAddress)
    {
        PhysicalAddress address = new(physicalAddress);
        FrameError error = (physicalAddress & MemoryLayout.PageOffsetMask) != 0
            ? FrameError.Unaligned : KernelMemory.FreeRun(Frame.Containing(address), 1);
        if (error != FrameError.None)
        {
            Terminal.Row("FreeFrame"u8, $"{address} is refused: {error.Describe()}");
        }
    }

    // Sound: the window is nobody else's, and what it shows is what the caller asked for. Not present becomes present,
    // which needs no invalidation (Intel SDM volume 3, 4.10.4.3), unless a command that was stopped left it open.
    private static uint Open(uint physicalAddress)
    {
        Frame frame = Frame.Containing(new PhysicalAddress(physicalAddress));
        default(ProcessorMemory).Store(WindowEntry, new PageTableEntry(frame, PageFlags.Writable).Value);
        Processor.InvalidatePage(Window);
        return Window | (physicalAddress & MemoryLayout.PageOffsetMask);
    }

    private static void Close()
    {
        default(ProcessorMemory).Store(WindowEntry, 0);
        Processor.InvalidatePage(Window);
    }
}
