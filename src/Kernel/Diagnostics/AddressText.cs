// Addresses and entries in words: which region an address lies in, how far from its edge, and what an entry allows.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Diagnostics;

internal static class AddressText
{
    /// <summary>Where the kernel's parts lie at this moment.</summary>
    public static AddressSpaceLayout Layout
    {
        get
        {
            ref readonly ImageLayout image = ref ImageLayout.Current;
            uint identityEnd = KernelMemory.Paging.IdentityEnd;
            return new AddressSpaceLayout
            {
                KernelStart = image.KernelStart,
                CodeEnd = image.TextEnd,
                ConstantsEnd = image.ReadOnlyEnd,
                KernelEnd = image.KernelEnd,
                IdentityEnd = identityEnd,
                HeapMappedEnd = identityEnd + Heap.MappedBytes,
            };
        }
    }

    public static ReadOnlySpan<byte> Describe(this AddressRegion region) => region switch
    {
        AddressRegion.NullPage => "page 0"u8,
        AddressRegion.LowMemory => "low memory"u8,
        AddressRegion.VideoMemory => "VGA text memory"u8,
        AddressRegion.KernelCode => "the kernel's code"u8,
        AddressRegion.KernelConstants => "the kernel's constants"u8,
        AddressRegion.KernelData => "the kernel's variables"u8,
        AddressRegion.IdentityWindowEnd => "the identity window past the kernel's end"u8,
        AddressRegion.HeapMapped => "the heap's mapped part"u8,
        AddressRegion.HeapUnmapped => "the heap's unmapped part"u8,
        AddressRegion.Unused => "unused address space"u8,
        AddressRegion.ScratchPage => "the scratch page"u8,
        AddressRegion.StackGuardLow => "the guard page below the kernel stack"u8,
        AddressRegion.KernelStack => "the kernel stack"u8,
        AddressRegion.StackGuardHigh => "the guard page above the kernel stack"u8,
        AddressRegion.ScratchSlotUnused => "the unused rest of the scratch slot"u8,
        AddressRegion.PageTables => "the page tables, through the recursive slot"u8,
        AddressRegion.PageDirectory => "the page directory, through the recursive slot"u8,
        _ => "an unknown region"u8,
    };

    /// <summary>Writes, without ending the line, where an address lies, as in "0x18 bytes past the end of the heap's mapped part".</summary>
    public static void WriteLocation(VirtualAddress address, AddressLocation location)
    {
        uint offset = address.Value - location.Start;
        switch (location.Region)
        {
            case AddressRegion.HeapUnmapped:
                Terminal.Write($"0x{offset:x} bytes past the end of the heap's mapped part");
                break;
            case AddressRegion.StackGuardLow:
                Terminal.Write($"in the guard page below the kernel stack, 0x{location.End - address.Value:x} bytes below its end");
                break;
            case AddressRegion.StackGuardHigh:
                Terminal.Write($"in the guard page above the kernel stack, 0x{offset:x} bytes above its top");
                break;
            case AddressRegion.Unused when offset < location.End - address.Value:
                Terminal.Write($"in unused address space, 0x{offset:x} bytes past the end of the heap's window");
                break;
            case AddressRegion.Unused:
                Terminal.Write($"in unused address space, 0x{location.End - address.Value:x} bytes below the scratch slot");
                break;
            default:
                Terminal.Write($"in {location.Region.Describe()}, 0x{offset:x} bytes from its start {new VirtualAddress(location.Start)}");
                break;
        }
    }

    /// <summary>Writes an entry in full, without ending the line, as in "0x00101021 (present, read-only, accessed) frame p0x00101000".</summary>
    public static void WriteEntry(PageTableEntry entry)
    {
        Terminal.Write($"0x{entry.Value:x8} (");
        WriteFlags(entry);
        if (entry.IsPresent)
        {
            Terminal.Write($") frame {entry.Frame.Address}");
        }
        else
        {
            Terminal.Write(")"u8);
        }
    }

    /// <summary>Writes an entry's flags in words.</summary>
    public static void WriteFlags(PageTableEntry entry)
    {
        PageFlags flags = entry.Flags;
        if (!entry.IsPresent)
        {
            Terminal.Write("not present"u8);
            return;
        }

        Terminal.Write((flags & PageFlags.Writable) != 0 ? "present, writable"u8 : "present, read-only"u8);
        WriteFlag(flags, PageFlags.User, ", user"u8);
        WriteFlag(flags, PageFlags.WriteThrough, ", write-through"u8);
        WriteFlag(flags, PageFlags.CacheDisable, ", not cached"u8);
        WriteFlag(flags, PageFlags.Accessed, ", accessed"u8);
        WriteFlag(flags, PageFlags.Dirty, ", dirty"u8);
        WriteFlag(flags, PageFlags.LargePage, ", large page"u8);
        WriteFlag(flags, PageFlags.Global, ", global"u8);
    }

    private static void WriteFlag(PageFlags flags, PageFlags flag, ReadOnlySpan<byte> text)
    {
        if ((flags & flag) != 0)
        {
            Terminal.Write(text);
        }
    }
}
