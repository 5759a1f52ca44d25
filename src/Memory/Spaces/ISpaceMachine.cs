using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Spaces;

/// <summary>The pages of the kernel's part through which frames are seen that are mapped nowhere else.</summary>
public enum Window : byte
{
    /// <summary>The table that was used last. It stays until another is used or its frame is freed.</summary>
    Table,

    /// <summary>A second table, or the page that is copied from or read.</summary>
    Source,

    /// <summary>The page that is filled, copied to or written.</summary>
    Target,
}

/// <summary>
/// All that the address spaces need of what is around them: the processor, frames, the kernel's part of the address
/// space, and memory for records. The kernel implements it once, the tests on the simulated machine.
/// </summary>
public interface ISpaceMachine
    : IMachine, IFrameSource, IRecordStore<Region>, IRecordStore<Space>, IRecordStore<MemoryObject>
{
    /// <summary>One past the highest frame number that has a record.</summary>
    uint FrameEnd { get; }

    /// <summary>Frames that can be had now.</summary>
    uint FreeFrames { get; }

    /// <summary>The record of a frame, whose number is below <see cref="FrameEnd"/>.</summary>
    ref FrameRecord Record(uint frame);

    /// <summary>
    /// Maps a frame in a window, writable, in place of what was there, and drops what the processor remembers of the
    /// window. Returns the window's address.
    /// </summary>
    uint Show(Window window, Frame frame);

    /// <summary>Unmaps a window, and drops what the processor remembers of it.</summary>
    void Hide(Window window);

    /// <summary>Copies bytes from an address, all of which are mapped.</summary>
    void LoadBytes(uint address, Span<byte> bytes);

    /// <summary>Copies bytes, as if all were read before the first is written.</summary>
    void MoveBytes(uint from, uint to, uint count);

    /// <summary>Copies bytes to an address, where all of them may be written.</summary>
    void StoreBytes(uint address, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Takes a frame for a directory, maps it for good in the kernel's part, and writes into it the kernel's entries,
    /// the recursive one, and 0 for the rest. False, and nothing is changed, when there is no frame.
    /// </summary>
    /// <param name="space">The space's index.</param>
    /// <param name="directory">The frame.</param>
    /// <param name="address">Where the directory is seen.</param>
    bool TryMakeDirectory(uint space, out Frame directory, out uint address);

    /// <summary>The kernel's own directory, which is no space's.</summary>
    Frame KernelDirectory { get; }

    /// <summary>Loads CR3, which drops all translations: none is global.</summary>
    void LoadDirectory(Frame directory);

    /// <summary>
    /// Fills the page at an address with what an object's source holds, as far as it reaches; what it leaves behind
    /// that is cleared by the caller. False when the source can't be read.
    /// </summary>
    bool TryFill(uint source, uint page, uint address);

    /// <summary>A rule that nothing can break was broken: stops everything.</summary>
    [DoesNotReturn]
    void Violated(SpaceRule rule, uint space, uint page, uint value);
}

/// <summary>Rules that are asserted where they could be broken.</summary>
public enum SpaceRule : byte
{
    /// <summary>The zero frame is never writable (S4).</summary>
    ZeroFrameStaysZero,

    /// <summary>A table is changed only by its sole owner (S5).</summary>
    TableIsOwn,

    /// <summary>A frame with references is not freed, and one without is not let go of (S7).</summary>
    ReferencesAreRight,
}
