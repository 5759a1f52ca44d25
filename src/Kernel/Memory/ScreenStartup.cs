using Osmosis.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Puts the text on the framebuffer, if the boot loader gave one: where it lies while paging is off, and through a
/// mapping of its own, right below the scratch slot, from then on.
/// </summary>
internal static class ScreenStartup
{
    /// <summary>
    /// Shows the text, once the memory map is known and before paging is on; or says in a line why not.
    /// </summary>
    public static void Start()
    {
        ref readonly FramebufferLayout layout = ref Framebuffer.Layout;
        if (layout.Bytes != 0
            && LiesInMemory(Frame.Containing(new PhysicalAddress(layout.Address)), LastFrame(in layout)))
        {
            Screen.LeaveFramebuffer(FramebufferError.InMemory);
        }
        else if (layout.Bytes != 0)
        {
            Screen.ShowOnFramebuffer(layout.Address);
        }

        ReportError();
    }

    /// <summary>
    /// Maps the framebuffer as the device that it is, after paging has been turned on, and shows the text again.
    /// </summary>
    public static void Map()
    {
        if (Framebuffer.Layout.Bytes == 0 || Screen.Error != FramebufferError.None)
        {
            return;
        }

        ref readonly FramebufferLayout layout = ref Framebuffer.Layout;
        PhysicalAddress first = Frame.Containing(new PhysicalAddress(layout.Address)).Address;
        uint pages = LastFrame(in layout).Number - (first.Value >> MemoryLayout.PageShift) + 1;
        VirtualAddress start = new(MemoryLayout.ScratchSlotBase - (pages << MemoryLayout.PageShift));
        bool fits = pages <= (MemoryLayout.ScratchSlotBase - MemoryLayout.RecordsEnd) >> MemoryLayout.PageShift;
        if (fits
            && KernelMemory.MapRange(start, first, pages, PageFlags.Writable | PageFlags.CacheDisable) == MapError.None)
        {
            Framebuffer.MappedBytes = pages << MemoryLayout.PageShift;
            KernelMemory.TableCounts.ScreenTables = MemoryLayout.ScratchSlot - start.DirectoryIndex;
            Screen.ShowOnFramebuffer(start.Value + (layout.Address - first.Value));
        }
        else
        {
            Screen.LeaveFramebuffer(FramebufferError.NotMapped);
            ReportError();
        }
    }

    private static void ReportError()
    {
        if (Screen.Error != FramebufferError.None)
        {
            Terminal.Row("screen"u8, $"none: {Screen.Error.Describe()}");
        }
    }

    private static Frame LastFrame(in FramebufferLayout layout) =>
        Frame.Containing(new PhysicalAddress(layout.Address + (layout.Bytes - 1)));

    private static bool LiesInMemory(Frame first, Frame last)
    {
        ref readonly MemoryMap map = ref KernelMemory.Boot.Map;
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].TryGetUsableFrames(out uint start, out uint end) && start <= last.Number && first.Number <= end)
            {
                return true;
            }
        }

        return false;
    }
}
