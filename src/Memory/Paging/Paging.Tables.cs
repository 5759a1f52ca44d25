using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Paging;

// The page tables: they come when the first page below them is mapped, and go with the last (P1, P5, P7).
public partial struct Paging<TTables, TFrames>
{
    /// <summary>
    /// Puts an empty table below a directory entry that is not present. It is zeroed before it can be seen (P1): the processor may walk a
    /// table speculatively from the moment that its entry is written. Without a frame the directory stays as it was (P5).
    /// The directory entry allows everything that a table entry may: the table entries decide.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal MapError AddTable(uint directory)
    {
        if (_frames.AllocateFrame(out Frame frame) != FrameError.None)
        {
            return MapError.OutOfFrames;
        }

        _tables.ZeroFrame(frame);
        _tables.WriteDirectory(directory, new PageTableEntry(frame, PageFlags.Writable));
        _state.PageTables++;
        return MapError.None;
    }

    /// <summary>
    /// The count of the table below a directory entry, which is at most 1023. Written as <c>x = x + 1</c> it is counted where it lies, in one
    /// instruction; <c>x++</c> takes its address first.
    /// </summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref short EntriesOf(uint directory) =>
        ref Unsafe.Add(ref Unsafe.As<PagingState.EntryCounts, short>(ref _state.Entries), (int)directory);

    /// <summary>
    /// Gives back the table below a directory entry when its last entry went (P7). Tables of the identity window stay without being asked
    /// about: the window's pages can't be unmapped, so their last entry never goes.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnTable(uint directory)
    {
        Frame table = _tables.ReadDirectory(directory).Frame;
        _tables.WriteDirectory(directory, default);
        _tables.InvalidateTable(directory);
        _frames.FreeFrame(table);
        _state.PageTables--;
    }
}
