// The first boot module, as a file: a cpio archive, or a program.

using System;
using Osmosis.Boot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Its frames are nobody else's: the allocator never had them. They are seen through a window, wherever they lie, and
/// need not start at a page's start.
/// </summary>
internal readonly unsafe struct BootArchive : IFileView
{
    public ulong Length => KernelMemory.Boot.FirstModule.Bytes;

    public bool TryRead(ulong at, Span<byte> bytes)
    {
        Read((uint)at, bytes);
        return true;
    }

    /// <summary>Reads bytes, all of which lie in the module.</summary>
    public static void Read(uint at, Span<byte> bytes)
    {
        BootModule module = KernelMemory.Boot.FirstModule;
        SpaceMemory machine = default;
        for (uint done = 0; done < (uint)bytes.Length;)
        {
            PhysicalAddress from = new(module.Start.Value + at + done);
            uint offset = from.Value & MemoryLayout.PageOffsetMask;
            uint here = Math.Min((uint)bytes.Length - done, MemoryLayout.PageSize - offset);

            // Sound: the window shows a whole page of the module, and the bytes end with it.
            uint address = machine.Show(Window.Source, Frame.Containing(from)) + offset;
            new ReadOnlySpan<byte>((void*)address, (int)here).CopyTo(bytes.Slice((int)done));
            done += here;
        }

        machine.Hide(Window.Source);
    }
}
