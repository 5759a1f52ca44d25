// Describes addresses and entries in words: an address's region and its distance from the edge, and the rights of an
// entry.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal static class AddressText
{
    /// <summary>The current bounds of the kernel's parts.</summary>
    public static AddressSpaceLayout Layout
    {
        get
        {
            ref readonly LoadedImage image = ref LoadedImage.Current;
            uint identityEnd = KernelMemory.Paging.IdentityEnd;
            return new AddressSpaceLayout
            {
                KernelStart = image.Start,
                CodeEnd = image.CodeEnd,
                ConstantsEnd = image.ReadOnlyEnd,
                KernelEnd = image.End,
                IdentityEnd = identityEnd,
                HeapMappedEnd = identityEnd + Heap.MappedBytes,
                FramebufferBytes = Framebuffer.MappedBytes,
            };
        }
    }

    /// <summary>Writes a region's name, without ending the line.</summary>
    public static void WriteRegion(AddressLocation location)
    {
        switch (location.Region)
        {
            case AddressRegion.StackGuardLow:
                Terminal.Write($"the guard page below the {location.Stack.Describe()}");
                break;
            case AddressRegion.Stack:
                Terminal.Write($"the {location.Stack.Describe()}");
                break;
            case AddressRegion.StackGuardHigh:
                Terminal.Write($"the guard page above the {location.Stack.Describe()}");
                break;
            default:
                Terminal.Write(location.Region.Describe());
                break;
        }
    }

    /// <summary>
    /// Writes an address's place, without ending the line, as in "0x18 bytes past the end of the heap's mapped part".
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="location">Its region.</param>
    /// <param name="isBrief">Whether to leave out where the region starts, so that a row fits 80 columns.</param>
    public static void WriteLocation(VirtualAddress address, AddressLocation location, bool isBrief = false)
    {
        uint offset = address.Value - location.Start;
        switch (location.Region)
        {
            case AddressRegion.HeapUnmapped:
                Terminal.Write($"0x{offset:x} bytes past the end of the heap's mapped part");
                break;
            case AddressRegion.StackGuardLow:
                Terminal.Write("in "u8);
                WriteRegion(location);
                Terminal.Write($", 0x{location.End - address.Value:x} bytes below its end");
                break;
            case AddressRegion.StackGuardHigh:
                Terminal.Write("in "u8);
                WriteRegion(location);
                Terminal.Write($", 0x{offset:x} bytes above its top");
                break;
            case AddressRegion.Unused when offset < location.End - address.Value:
                Terminal.Write(
                    $"in unused address space, 0x{offset:x} bytes past the end of "
                        + $"{(location.Start == MemoryLayout.RecordsEnd ? "the records"u8 : "the heap's window"u8)}");
                break;
            case AddressRegion.Unused:
                Terminal.Write(
                    $"in unused address space, 0x{location.End - address.Value:x} bytes below the {Below(location)}");
                break;
            default:
                Terminal.Write("in "u8);
                WriteRegion(location);
                Terminal.Write($", 0x{offset:x} bytes from its start");
                if (!isBrief)
                {
                    Terminal.Write($" {new VirtualAddress(location.Start)}");
                }

                break;
        }
    }

    private static ReadOnlySpan<byte> Below(AddressLocation unused) => unused.End == MemoryLayout.Records ? "records"u8
        : Framebuffer.MappedBytes == 0 ? "scratch slot"u8 : "framebuffer"u8;

    /// <summary>
    /// Writes an entry in full, without ending the line, as in "0x00101021 (present, read-only, accessed) frame
    /// p0x00101000".
    /// </summary>
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

    /// <summary>Writes an entry in full, as a row.</summary>
    public static void WriteEntryRow(ReadOnlySpan<byte> name, PageTableEntry entry)
    {
        Terminal.Write($"{name}: ");
        WriteEntry(entry);
        Terminal.WriteLine();
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
        WriteFlag(flags, PageFlags.OwnsFrame, ", frame taken for this page"u8);
    }

    private static void WriteFlag(PageFlags flags, PageFlags flag, ReadOnlySpan<byte> text)
    {
        if ((flags & flag) != 0)
        {
            Terminal.Write(text);
        }
    }
}
