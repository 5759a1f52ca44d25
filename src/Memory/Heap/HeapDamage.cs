using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>What was done wrong to the heap, or is wrong with it.</summary>
public enum HeapFault : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A block was freed that is free already.</summary>
    DoubleFree,
    /// <summary>A pointer was freed that is not the start of a block's payload.</summary>
    WildFree,
    /// <summary>
    /// A block's header was overwritten: by a write below the payload, or past the end of the block below it.
    /// </summary>
    HeaderSmashed,
    /// <summary>A block's redzone was overwritten: by a write past the end of its payload.</summary>
    Overrun,
    /// <summary>Free memory was written to, probably by somebody who had freed it.</summary>
    UseAfterFree,
    /// <summary>The word below a block, or its header, contradicts the block below it.</summary>
    NeighbourDisagrees,
    /// <summary>Two free blocks lie side by side (H6).</summary>
    NotMerged,
    /// <summary>Something was written behind the last block, where nothing lies.</summary>
    EndSmashed,
    /// <summary>A free list, or a bit that says which lists have blocks, contradicts the blocks.</summary>
    ListWrong,
    /// <summary>A counter was overwritten: the counters contradict each other or the blocks.</summary>
    CounterWrong,
    /// <summary>An entry of the list of the last frees was overwritten.</summary>
    HistoryWrong,
    /// <summary>The heap's bounds or salt were overwritten. Nothing is allocated or freed from then on.</summary>
    BoundsWrong,
}

/// <summary>What a block is, as far as its header can be believed.</summary>
public enum BlockState : byte
{
    Allocated,
    Free,
    /// <summary>Damaged, and kept from use.</summary>
    Quarantined,
}

/// <summary>All that is known about one fault: pure data, for a report to print (H5).</summary>
public struct HeapDamage
{
    public HeapFault Fault;
    /// <summary>The block it happened to; null when a counter or a list is wrong.</summary>
    public HeapBlock Block;
    /// <summary>The pointer that was freed; null when the damage was found otherwise.</summary>
    public VirtualAddress Pointer;
    /// <summary>The first byte that is not what it must be.</summary>
    public VirtualAddress DamagedAt;
    /// <summary>Code address of the call that found it; 0 when unknown.</summary>
    public uint FoundBy;
    /// <summary>Faults that were found after this one and have no report of their own, as too many waited.</summary>
    public uint Omitted;

    private Bytes _bytes;
    private int _byteCount;

    /// <summary>The bytes found from <see cref="DamagedAt"/> on: up to 16, none when nothing is overwritten.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Found => MemoryMarshal.CreateReadOnlySpan(in _bytes[0], _byteCount);

    /// <summary>
    /// Copies the bytes at <see cref="DamagedAt"/>, up to <paramref name="end"/>, before they are mended.
    /// </summary>
    internal void Capture<TMachine>(TMachine machine, uint end)
        where TMachine : struct, IMachine
    {
        for (uint address = DamagedAt.Value; address < end && _byteCount < Bytes.Length; address++)
        {
            _bytes[_byteCount++] = machine.LoadByte(address);
        }
    }

    [InlineArray(Length)]
    private struct Bytes
    {
        public const int Length = 16;

        private byte _byte;
    }
}

/// <summary>One block as a list of blocks or a report shows it. Plain blocks don't know who allocated them.</summary>
public struct HeapBlock
{
    /// <summary>First byte of the header.</summary>
    public VirtualAddress Address;
    /// <summary>First byte of the payload: what <c>Allocate</c> returned.</summary>
    public VirtualAddress Payload;
    /// <summary>Bytes of the whole block.</summary>
    public uint Size;
    /// <summary>Bytes asked for; 0 when unknown or free.</summary>
    public uint Requested;
    public BlockState State;
    /// <summary>Code address that allocated it; 0 when unknown.</summary>
    public uint AllocatedBy;
    /// <summary>Code address that freed it; 0 when it isn't free, or unknown.</summary>
    public uint FreedBy;
    /// <summary>The mark in force when it was allocated (see <c>Mark</c>).</summary>
    public uint Mark;
}
