// Where an address lies among a space's regions.

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;

namespace Osmosis.Kernel.Diagnostics;

/// <summary>
/// The regions that end before an address, hold it, or start behind it. Without pages: there is none.
/// </summary>
internal struct RegionsAround
{
    private Region _below;
    private Region _inside;
    private Region _above;

    public static RegionsAround Find(uint space, VirtualAddress address)
    {
        RegionsAround around = default;
        uint wanted = address.PageNumber;
        for (uint page = 0; around._above.Pages == 0 && KernelSpaces.Core.TryFindRegion(space, page, out Region region);
            page = region.End)
        {
            if (region.First > wanted)
            {
                around._above = region;
            }
            else if (region.Contains(wanted))
            {
                around._inside = region;
            }
            else
            {
                around._below = region;
            }
        }

        return around;
    }

    /// <summary>The region of the address, or how far it is from its neighbours.</summary>
    public readonly void Print(VirtualAddress address)
    {
        if (_inside.Pages != 0)
        {
            Terminal.Write("its region: "u8);
            SpaceListing.PrintRegion(in _inside);
            return;
        }

        if (_below.Pages != 0)
        {
            uint distance = address.Value - (_below.End << MemoryLayout.PageShift) + 1;
            Terminal.Write($"{new Quantity(distance, "byte"u8)} behind: ");
            SpaceListing.PrintRegion(in _below);
        }

        if (_above.Pages != 0)
        {
            uint distance = (_above.First << MemoryLayout.PageShift) - address.Value;
            Terminal.Write($"{new Quantity(distance, "byte"u8)} before: ");
            SpaceListing.PrintRegion(in _above);
        }
    }
}
