using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Boot;

/// <summary>Where the memory map came from.</summary>
public enum MapSource : byte
{
    /// <summary>The boot loader's memory map.</summary>
    MemoryMap,

    /// <summary>
    /// The amounts below and above 1 MiB (<c>mem_lower</c>, <c>mem_upper</c>), because no map was given.
    /// </summary>
    UpperMemory,
}

/// <summary>A file that the boot loader put into memory.</summary>
public struct BootModule
{
    /// <summary>Physical address of its first byte.</summary>
    public PhysicalAddress Start;

    public uint Bytes;
}

/// <summary>The boot loader's information, copied, cleaned, and independent of its memory.</summary>
public struct BootInformation
{
    /// <summary>The cleaned memory map.</summary>
    public MemoryMap Map;

    /// <summary>The boot loader's data and modules, which must not be handed out (F1).</summary>
    public ReservedRanges Reserved;

    /// <summary>The kernel's command line; empty when none was given.</summary>
    public BootText CommandLine;

    /// <summary>The boot loader's name for itself; empty when it gives none.</summary>
    public BootText LoaderName;

    /// <summary>The screen, as the boot loader left it.</summary>
    public FramebufferInformation Framebuffer;

    /// <summary>Where <see cref="Map"/> came from.</summary>
    public MapSource Source;

    /// <summary>Boot modules, all reserved.</summary>
    public uint ModuleCount;

    /// <summary>The first of them; empty when there is none.</summary>
    public BootModule FirstModule;

    /// <summary>The version of the Multiboot specification that the boot loader follows.</summary>
    public uint MultibootVersion;

    /// <summary>Counts a module, and keeps the first.</summary>
    public void AddModule(PhysicalAddress start, uint bytes)
    {
        if (ModuleCount == 0)
        {
            FirstModule = new BootModule { Start = start, Bytes = bytes };
        }

        ModuleCount++;
    }

    /// <summary>
    /// Makes the map from two amounts in KiB, of memory from 0 up and from 1 MiB up, when there is no map (F2).
    /// </summary>
    public void UseAmounts(uint lower, uint upper)
    {
        Source = MapSource.UpperMemory;

        // The only two entries, so there is room.
        Map.TryAdd(MemoryRegion.FromLength(0, (ulong)lower << 10, RegionKind.Usable));
        Map.TryAdd(MemoryRegion.FromLength(MemoryLayout.LowMemoryEnd, (ulong)upper << 10, RegionKind.Usable));
    }
}
