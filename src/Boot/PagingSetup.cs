using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;

namespace Osmosis.Boot;

/// <summary>Where the kernel image lies in physical memory, in bytes; the ends are exclusive.</summary>
public readonly struct KernelImage
{
    /// <summary>First byte of the image: code and constants come first. A multiple of the page size.</summary>
    public readonly uint Start;

    /// <summary>End of code and constants, which are mapped read-only (P8). A multiple of the page size.</summary>
    public readonly uint ReadOnlyEnd;

    /// <summary>End of the image with .bss: the linker's _kernel_end.</summary>
    public readonly uint End;

    /// <summary>
    /// First byte of the memory of all stacks except the kernel stack, see <see cref="KernelStack"/>. A multiple of the
    /// page size.
    /// </summary>
    public readonly uint Stacks;

    public KernelImage(uint start, uint readOnlyEnd, uint end, uint stacks)
    {
        Start = start;
        ReadOnlyEnd = readOnlyEnd;
        End = end;
        Stacks = stacks;
    }
}

/// <summary>What was being built when paging setup failed.</summary>
public enum PagingStep : byte
{
    /// <summary>The identity window.</summary>
    IdentityWindow,

    /// <summary>The tables of the kernel's part: they are there from boot, and stay (P7).</summary>
    KernelTables,

    /// <summary>The kernel stack.</summary>
    KernelStack,
}

/// <summary>Builds the kernel's address space while paging is still off.</summary>
public struct PagingSetup<TMachine, TFrames>
    where TMachine : struct, IMachine
    where TFrames : struct, IFrameSource
{
    private readonly TMachine _machine;
    private readonly Frame _directory;
    private TFrames _frames;
    private PageMapper<PhysicalTables<TMachine>, TFrames> _mapper;

    /// <summary>
    /// Sets up the directory in frame <paramref name="directory"/>, which is part of the kernel image (L3).
    /// </summary>
    public PagingSetup(TMachine machine, TFrames frames, Frame directory)
    {
        _machine = machine;
        _directory = directory;
        _frames = frames;
    }

    /// <summary>After a failure: what was being built (E1).</summary>
    public PagingStep Step { get; private set; }

    /// <summary>After a failure: the page that couldn't be mapped (E1).</summary>
    public VirtualAddress FailedPage { get; private set; }

    /// <summary>
    /// Fills the directory: the identity window, the recursive entry, the tables of the kernel's part and the kernel's
    /// stacks. On success
    /// <paramref name="counts"/> has the counts that <see cref="Paging{TTables, TFrames}.Initialise"/> starts with once
    /// the directory is loaded. On failure (OutOfFrames) boot must stop, because frames were taken.
    /// </summary>
    /// <param name="image">The kernel image, which must end at or below W.</param>
    /// <param name="identityEnd">W: see <see cref="MemoryLayout.TryGetIdentityEnd"/>.</param>
    /// <param name="recordTables">Page tables for records, from <see cref="MemoryLayout.Records"/> up.</param>
    /// <param name="counts">The counts of what was mapped.</param>
    public MapError Build(KernelImage image, uint identityEnd, uint recordTables, out TableCounts counts)
    {
        TableCounts none = new()
        {
            WindowTables =
                (identityEnd + MemoryLayout.HeapMaxSize + MemoryLayout.TableSpan - 1) / MemoryLayout.TableSpan,
            RecordTables = recordTables,
        };
        PhysicalTables<TMachine> tables = new(_machine, _directory);
        _mapper.Initialise(tables, _frames, in none);
        tables.ZeroFrame(_directory);
        tables.WriteDirectory(MemoryLayout.RecursiveSlot, new PageTableEntry(_directory, PageFlags.Writable));

        MapError error = MapIdentityWindow(image, identityEnd);
        if (error == MapError.None)
        {
            error = AddKernelTables();
        }

        if (error == MapError.None)
        {
            error = MapKernelStack();
        }

        for (int i = 1; i < KernelStack.Count && error == MapError.None; i++)
        {
            error = MapImageStack(KernelStack.Of((StackKind)i), image);
        }

        counts = _mapper.Counts;
        return error;
    }

    /// <summary>Page 0, code and constants are read-only (P8).</summary>
    private MapError MapIdentityWindow(KernelImage image, uint identityEnd)
    {
        Step = PagingStep.IdentityWindow;
        uint end;
        for (uint address = 0; address < identityEnd; address = end)
        {
            bool readOnly = address == 0 || (address >= image.Start && address < image.ReadOnlyEnd);
            end = address == 0 ? MemoryLayout.PageSize
                : address < image.Start ? image.Start
                : address < image.ReadOnlyEnd ? image.ReadOnlyEnd
                : identityEnd;

            // Maps one table's pages at a time, so that a failure names the page.
            uint tableEnd = (address | (MemoryLayout.TableSpan - 1)) + 1;
            end = Math.Min(end, tableEnd);
            FailedPage = new VirtualAddress(address);
            PageTableEntry entry = new(Frame.Containing(new PhysicalAddress(address)),
                readOnly ? PageFlags.None : PageFlags.Writable);
            MapError error = _mapper.MapRange(FailedPage.PageNumber, (end - address) >> MemoryLayout.PageShift, entry);
            if (error != MapError.None)
            {
                return error;
            }
        }

        return MapError.None;
    }

    /// <summary>
    /// Adds the tables that every address space has, so that none has to be brought up to date later: those of both
    /// windows, of the records, and of the scratch slot.
    /// </summary>
    private MapError AddKernelTables()
    {
        Step = PagingStep.KernelTables;
        MapError error = AddTables(0, _mapper.Counts.WindowTables);
        if (error == MapError.None)
        {
            error = AddTables(MemoryLayout.Records / MemoryLayout.TableSpan, _mapper.Counts.RecordTables);
        }

        return error == MapError.None ? AddTables(MemoryLayout.ScratchSlot, 1) : error;
    }

    private MapError AddTables(uint first, uint tables)
    {
        for (uint directory = first; directory < first + tables; directory++)
        {
            FailedPage = new VirtualAddress(directory * MemoryLayout.TableSpan);
            if (!_mapper.ReadDirectory(directory).IsPresent && !_mapper.TryAddTable(directory))
            {
                return MapError.OutOfFrames;
            }
        }

        return MapError.None;
    }

    /// <summary>The pages on both sides of every stack stay unmapped (E4).</summary>
    private MapError MapKernelStack()
    {
        Step = PagingStep.KernelStack;
        for (uint i = 0; i < MemoryLayout.StackPages; i++)
        {
            FailedPage = new VirtualAddress(MemoryLayout.StackBottom + (i * MemoryLayout.PageSize));
            MapError error = _frames.AllocateFrame(out Frame frame) == FrameError.None
                ? _mapper.Map(FailedPage.PageNumber, new PageTableEntry(frame, PageFlags.Writable))
                : MapError.OutOfFrames;
            if (error != MapError.None)
            {
                return error;
            }
        }

        return MapError.None;
    }

    private MapError MapImageStack(KernelStack stack, KernelImage image)
    {
        FailedPage = new VirtualAddress(stack.Bottom);
        Frame first = Frame.Containing(new PhysicalAddress(stack.PlaceInImage(image.Stacks)));
        return _mapper.MapRange(FailedPage.PageNumber, KernelStack.ImagePages,
            new PageTableEntry(first, PageFlags.Writable));
    }
}
