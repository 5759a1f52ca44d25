using Osmosis.Memory;

namespace Osmosis.Boot;

/// <summary>Where the memory map came from.</summary>
public enum MapSource : byte
{
    /// <summary>The boot loader's memory map.</summary>
    MemoryMap,

    /// <summary>The amounts below and above 1 MiB (<c>mem_lower</c>, <c>mem_upper</c>), as no map was given.</summary>
    UpperMemory,
}

/// <summary>All that is kept of what the boot loader said: copied, cleaned, and independent of its memory.</summary>
public struct BootInformation
{
    /// <summary>The cleaned memory map.</summary>
    public MemoryMap Map;

    /// <summary>The boot loader's data and modules: not to be handed out (F1).</summary>
    public ReservedRanges Reserved;

    /// <summary>The kernel's command line; empty when none was given.</summary>
    public BootText CommandLine;

    /// <summary>What the boot loader calls itself; empty when it doesn't say.</summary>
    public BootText LoaderName;

    /// <summary>Where <see cref="Map"/> came from.</summary>
    public MapSource Source;

    /// <summary>Boot modules, all reserved.</summary>
    public uint ModuleCount;

    /// <summary>The version of the Multiboot specification that the boot loader keeps to.</summary>
    public uint MultibootVersion;

    /// <summary>With no map, two amounts in KiB have to do: of memory from 0 up, and from 1 MiB up (F2).</summary>
    public void UseAmounts(uint lower, uint upper)
    {
        Source = MapSource.UpperMemory;
        Map.TryAdd(MemoryRegion.FromLength(0, (ulong)lower << 10, RegionKind.Usable));
        Map.TryAdd(MemoryRegion.FromLength(MemoryLayout.LowMemoryEnd, (ulong)upper << 10, RegionKind.Usable));
    }
}
