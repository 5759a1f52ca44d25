using System.Runtime.CompilerServices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Where records of one kind lie: a part of the kernel's part of the address space, whose pages are mapped as they are
/// needed. Record 0 is none.
/// </summary>
/// <param name="start">The first byte.</param>
/// <param name="end">The byte behind the last one.</param>
internal readonly unsafe struct RecordArea<TRecord>(uint start, uint end)
    where TRecord : struct
{
    // Sound: a pool asks for no record that Extend has not mapped, and nobody else writes to that part of the address
    // space.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TRecord At(uint index) => ref Unsafe.Add(ref Unsafe.AsRef<TRecord>((void*)start), index);

    /// <summary>Maps the next page of records, and returns how many are wholly mapped then.</summary>
    public uint Extend(uint count)
    {
        uint bytes = (uint)Unsafe.SizeOf<TRecord>();
        uint mapped = count == 1
            ? start
            : (start + (count * bytes) + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;
        return mapped < end && RecordArea.TryMapZeroed(mapped)
            ? (mapped + MemoryLayout.PageSize - start) / bytes : count;
    }
}

/// <summary>What all areas have in common.</summary>
internal static class RecordArea
{
    /// <summary>Maps a page of zeros. False when there is no frame.</summary>
    public static bool TryMapZeroed(uint page)
    {
        if (KernelMemory.MapNewFrame(new VirtualAddress(page)) != MapError.None)
        {
            return false;
        }

        default(ProcessorMemory).Fill(page, 0, MemoryLayout.PageSize / sizeof(uint));
        return true;
    }
}
