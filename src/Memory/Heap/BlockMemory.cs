using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The heap's mapped memory, as blocks: what stands around their payloads is written and verified here. A plain block
/// has only a header, a checked one also seal, redzone and poison (H5). Blocks are described here too, as far as their
/// headers can be believed.
/// </summary>
internal struct BlockMemory<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    public TMachine Machine;
    public HeapBounds Bounds;

    /// <summary>Bytes of a block whose header can be believed.</summary>
    public readonly uint Size(uint block) => BlockHeader.Size(Machine.Load(block));

    /// <summary>Whether the heap wrote this header at this address, as far as the format can tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsSealed(uint block, uint header) => TFormat.IsChecked
        ? Machine.Load(block + CheckedBlocks.SealOffset) == BlockGuard.Seal(Machine, Bounds.Salt, block, header)
        : (header & BlockHeader.QuarantinedBit) == 0;

    /// <summary>Whether the header at an address is one that the heap wrote: then its size fits.</summary>
    public readonly bool IsSound(uint block) =>
        Size(block) >= TFormat.SmallestBlock && Size(block) <= Bounds.Top - block
        && IsSealed(block, Machine.Load(block));

    public readonly bool IsFreeBlock(uint block) =>
        Bounds.CanStartAt(block, TFormat.SmallestBlock) && IsSound(block) && BlockHeader.IsFree(Machine.Load(block));

    /// <summary>
    /// Whether the block below a block is free. A plain header says so; a checked block's neighbour has a footer, no
    /// redzone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBelowFree(uint block) => TFormat.IsChecked
        ? Machine.Load(block - sizeof(uint)) != Bounds.Salt
        : BlockHeader.IsPreviousFree(Machine.Load(block));

    /// <summary>Bytes of the undamaged allocated block at an address; 0 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint AllocatedSize(uint block)
    {
        uint offset = block - Bounds.First;
        if (offset >= Bounds.Top - Bounds.First || offset % BlockHeader.Granularity != 0)
        {
            return 0;
        }

        uint header = Machine.Load(block);
        uint size = BlockHeader.Size(header);
        if (size < TFormat.SmallestBlock || size > Bounds.Top - block || !BlockHeader.IsAllocated(header)
            || (TFormat.IsChecked && !IsSealed(block, header)))
        {
            return 0;
        }

        return !TFormat.IsChecked
            || BlockGuard.IsRedzoneIntact(Machine, Bounds.Salt, PayloadEnd(block), block + size) ? size : 0;
    }

    /// <summary>
    /// The first byte of an allocated block's redzone that was overwritten; the block's end when none was.
    /// </summary>
    public readonly uint RedzoneEnd(uint block, uint end) =>
        BlockGuard.RedzoneEnd(Machine, Bounds.Salt, PayloadEnd(block), end);

    /// <summary>
    /// One past the last byte that an allocated block's owner may use: as many as he asked for, in a plain block all.
    /// </summary>
    public readonly uint PayloadEnd(uint block) => TFormat.IsChecked
        ? block + TFormat.HeaderBytes + (Machine.Load(block + CheckedBlocks.RequestOffset) & CheckedBlocks.RequestMask)
        : block + Size(block);

    /// <summary>Makes a block an allocated one, with the redzone behind the bytes that were asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void WriteAllocated(uint block, uint header, uint bytes, uint mark, uint caller)
    {
        if (TFormat.IsChecked)
        {
            Machine.Store(block + CheckedBlocks.RequestOffset, bytes | (mark << CheckedBlocks.MarkShift));
            Machine.Store(block + CheckedBlocks.AllocatedByOffset, caller);
            Machine.Store(block + CheckedBlocks.FreedByOffset, 0);

            BlockGuard.WriteRedzone(
                Machine, Bounds.Salt, block + TFormat.HeaderBytes + bytes, block + BlockHeader.Size(header));
        }

        WriteHeader(block, header);
    }

    /// <summary>
    /// Keeps a block from use. Only its header is read from then on, and its last word, as a redzone.
    /// </summary>
    public readonly void WriteQuarantined(uint block, uint size)
    {
        Machine.Store(block + size - sizeof(uint), Bounds.Salt);
        WriteHeader(block, size | BlockHeader.QuarantinedBit);
    }

    /// <summary>Says that nobody had a checked block, before its header is written.</summary>
    public readonly void ClearOrigin(uint block)
    {
        Machine.Store(block + CheckedBlocks.RequestOffset, 0);
        Machine.Store(block + CheckedBlocks.AllocatedByOffset, 0);
        Machine.Store(block + CheckedBlocks.FreedByOffset, 0);
    }

    /// <summary>Poisons memory that has become part of a free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Poison(uint from, uint to)
    {
        if (TFormat.IsChecked)
        {
            Machine.Fill(from, CheckedBlocks.Poison, (to - from) / sizeof(uint));
        }
    }

    /// <summary>
    /// The first word that is not poisoned; <paramref name="to"/> when all are, or nothing is poisoned at all.
    /// </summary>
    public readonly uint PoisonEnd(uint from, uint to) => TFormat.IsChecked
        ? from + (Machine.CountEqual(from, CheckedBlocks.Poison, (to - from) / sizeof(uint)) * sizeof(uint))
        : to;

    /// <summary>
    /// The block that a free block's link leads to; 0 for none. A link is a block's address XORed with the format's
    /// key.
    /// </summary>
    /// <param name="link">One of <see cref="Links"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Link(uint block, uint link) => Machine.Load(LinkAddress(block, link)) ^ TFormat.LinkKey;

    /// <summary>Has a free block's link lead to another block; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SetLink(uint block, uint link, uint to) =>
        Machine.Store(LinkAddress(block, link), to ^ TFormat.LinkKey);

    /// <summary>Where a free block's link lies.</summary>
    public static uint LinkAddress(uint block, uint link) => block + TFormat.HeaderBytes + link;

    /// <summary>
    /// Goes to the block above, or to the first from the default value. The top is the last, if it isn't empty. There
    /// is no block when the bounds are damaged.
    /// </summary>
    public readonly bool TryNext(ref HeapBlock block)
    {
        uint next = block.Size == 0 ? Bounds.First : block.Address.Value + block.Size;
        if (next >= Bounds.End || !Bounds.IsSound)
        {
            return false;
        }

        block = Describe(next);
        return true;
    }

    /// <summary>As <see cref="TryNext"/>, but goes to the next free block below the top.</summary>
    public readonly bool TryNextFree(ref HeapBlock block)
    {
        bool isBlock;
        do
        {
            isBlock = TryNext(ref block) && block.Address.Value != Bounds.Top;
        }
        while (isBlock && block.State != BlockState.Free);
        return isBlock;
    }

    /// <summary>The block that an address lies in, or the top; the default value when it lies in none.</summary>
    public readonly HeapBlock FindHolder(uint address)
    {
        HeapBlock block = default;
        while (TryNext(ref block))
        {
            if (address - block.Address.Value < block.Size)
            {
                return block;
            }
        }

        return default;
    }

    /// <summary>
    /// The block at an address, or the top. One without a sound header reaches up to the next that has one, or to the
    /// top.
    /// </summary>
    public readonly HeapBlock Describe(uint at)
    {
        HeapBlock block = new() { Address = new(at), Payload = new(at + TFormat.HeaderBytes), State = BlockState.Free };
        if (at >= Bounds.Top)
        {
            block.Size = Bounds.End - at;
            return block;
        }

        bool isSound = IsSound(at);
        uint end = at + (isSound ? Size(at) : BlockHeader.Granularity);
        while (!isSound && end < Bounds.Top && !IsSound(end))
        {
            end += BlockHeader.Granularity;
        }

        block.Size = end - at;
        block.State = BlockHeader.State(Machine.Load(at));
        if (TFormat.IsChecked)
        {
            uint request = Machine.Load(at + CheckedBlocks.RequestOffset);
            block.Requested = request & CheckedBlocks.RequestMask;
            block.Mark = request >> CheckedBlocks.MarkShift;
            block.AllocatedBy = Machine.Load(at + CheckedBlocks.AllocatedByOffset);
            block.FreedBy = block.State == BlockState.Free ? Machine.Load(at + CheckedBlocks.FreedByOffset) : 0;
        }

        return block;
    }

    /// <summary>Writes a header, and the seal of what stands beside it already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void WriteHeader(uint block, uint header)
    {
        Machine.Store(block, header);
        if (TFormat.IsChecked)
        {
            Machine.Store(
                block + CheckedBlocks.SealOffset, BlockGuard.Seal(Machine, Bounds.Salt, block, header));
        }
    }
}
