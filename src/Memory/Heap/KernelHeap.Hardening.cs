using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// What a checked heap writes into its blocks, and how it looks whether that still stands (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    private const uint SealOffset = 4;
    private const uint RequestOffset = 8;
    private const uint AllocatedByOffset = 12;
    private const uint FreedByOffset = 16;
    private const uint RequestMask = (1u << MarkShift) - 1;
    private const int MarkShift = 22;

    /// <summary>Bytes at the start of a free block that are not filled: header and links.</summary>
    private static uint FreeOverhead => TFormat.HeaderBytes + LinkBytes;

    /// <summary>
    /// The word that belongs beside a header. Each step maps words one to one, so that a change of any one word always changes the seal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Seal(uint block, uint header) =>
        Seal(block, header, Word(block + RequestOffset), Word(block + AllocatedByOffset), Word(block + FreedByOffset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Seal(uint block, uint header, uint request, uint allocatedBy, uint freedBy) =>
        Stir(Stir(Stir(Stir(_secret ^ block ^ header) ^ request) ^ allocatedBy) ^ freedBy);

    /// <summary>A product's high bits depend on few others' and change few: without the shift, flips of two would hide each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stir(uint mix)
    {
        mix *= 0x9E3779B1;
        return mix ^ (mix >> 15);
    }

    /// <summary>A new header in a checked heap belongs to nobody. Its seal follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ClearOrigin(uint block)
    {
        if (TFormat.IsChecked)
        {
            SetWord(block + RequestOffset, 0);
            SetWord(block + AllocatedByOffset, 0);
            SetWord(block + FreedByOffset, 0);
        }
    }

    /// <summary>Bytes that were a header, links or a footer become part of a larger free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Absorb(uint address, uint bytes)
    {
        if (TFormat.IsChecked)
        {
            _machine.Fill(address, CheckedBlocks.FreePattern, bytes / sizeof(uint));
        }
    }

    /// <summary>Notes who allocated a block, and puts the end mark from the payload's end to the block's.</summary>
    private readonly void MarkAllocated(uint block, uint bytes, uint caller)
    {
        uint header = Word(block);
        uint request = bytes | (_mark << MarkShift);
        SetWord(block + RequestOffset, request);
        SetWord(block + AllocatedByOffset, caller);
        SetWord(block + FreedByOffset, 0);
        SetWord(block + SealOffset, Seal(block, header, request, caller, 0));

        uint address = block + TFormat.HeaderBytes + bytes;
        uint end = block + new BlockHeader(header).Size;
        uint payloadBytes = PayloadBytes(address);
        if (payloadBytes != 0)
        {
            address &= ~3u;
            SetWord(address, (Word(address) & payloadBytes) | (_secret & ~payloadBytes));
            address += sizeof(uint);
        }

        for (; address != end; address += sizeof(uint))
        {
            SetWord(address, _secret);
        }
    }

    /// <summary>Which bits of the word that a payload ends in are the payload's; none when it ends between words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint PayloadBytes(uint end) => (1u << (int)(end % sizeof(uint) * 8)) - 1;

    /// <summary>One past the last byte that an allocated block's owner asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint PayloadEnd(uint block) => block + TFormat.HeaderBytes + (Word(block + RequestOffset) & RequestMask);

    /// <summary>Whether a block's end mark stands.</summary>
    private readonly bool HasEndMark(uint block, uint size)
    {
        uint address = PayloadEnd(block);
        uint end = block + size;
        uint payloadBytes = PayloadBytes(address);
        address &= ~3u;
        uint difference = (Word(address) ^ _secret) & ~payloadBytes;
        for (address += sizeof(uint); address < end; address += sizeof(uint))
        {
            difference |= Word(address) ^ _secret;
        }

        return difference == 0;
    }

    private readonly byte EndMark(uint address) => (byte)(_secret >> (int)(address % sizeof(uint) * 8));

    /// <summary>The first byte of a block's end mark that is not what it must be; 0 when all are.</summary>
    private readonly uint FindOverrun(uint block)
    {
        uint end = block + Header(block).Size;
        uint address = PayloadEnd(block);
        while (address < end && _machine.LoadByte(address) == EndMark(address))
        {
            address++;
        }

        return address == end ? 0 : address;
    }

    /// <summary>
    /// Looks at a sound allocated block's end mark and at its neighbours; then notes who frees it, and fills its payload. False, and the
    /// free is refused, when the block was damaged: then it has been set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMarkFreed(uint block, uint size, VirtualAddress pointer, uint caller)
    {
        if (ExamineSurroundings(block, pointer, caller) != HeapError.None)
        {
            _refusedFrees++;
            return false;
        }

        _history.Add(new FreedBlock
        {
            Payload = pointer.Value,
            Size = size - TFormat.HeaderBytes,
            AllocatedBy = Word(block + AllocatedByOffset),
            FreedBy = caller,
        });
        SetWord(block + FreedByOffset, caller);
        _machine.Fill(pointer.Value, CheckedBlocks.FreePattern, (size - TFormat.HeaderBytes) / sizeof(uint));
        return true;
    }

    /// <summary>
    /// Whether a free block is still as the heap left it, as far as <paramref name="used"/> bytes and what follows them are concerned. If
    /// not, that is reported, and the block set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CheckFree(uint block, uint used, uint caller)
    {
        uint end = block + Header(block).Size - sizeof(uint);
        uint wanted = block + used + FreeOverhead;
        uint at = FindFreeDamage(block, wanted < end ? wanted : end);
        if (at != 0)
        {
            ReportFreeDamage(block, at, caller);
        }

        return at == 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReportFreeDamage(uint block, uint at, uint caller)
    {
        if (at == block)
        {
            ReportSmashed(block, VirtualAddress.Null, caller);
        }
        else
        {
            block = OwnerOf(at, block);
            ReportUse(block, at, caller);
        }

        SetAside(block, caller);
    }

    /// <summary>
    /// The block that damage to free memory lies in: the one that was looked at, or a neighbour in its list whose link back is wrong.
    /// </summary>
    private readonly uint OwnerOf(uint damagedAt, uint block) =>
        damagedAt - block < Header(block).Size ? block : FindHolder(damagedAt);

    /// <summary>The first word of a free block, up to an address, that is not what it must be; 0 when all are.</summary>
    private readonly uint FindFreeDamage(uint block, uint end)
    {
        BlockHeader header = Header(block);
        if (!IsSound(block, header) || !header.IsFree)
        {
            return block;
        }

        uint size = header.Size;
        if (Word(block + size - sizeof(uint)) != size)
        {
            return block + size - sizeof(uint);
        }

        // The top is in no list: where others have links it is filled, like everywhere.
        uint link = block == _top ? 0 : FindLinkDamage(block, size);
        if (link != 0)
        {
            return link;
        }

        uint start = block + (block == _top ? TFormat.HeaderBytes : FreeOverhead);
        uint words = end > start ? (end - start) / sizeof(uint) : 0;
        uint equal = _machine.CountEqual(start, CheckedBlocks.FreePattern, words);
        return equal == words ? 0 : start + (equal * sizeof(uint));
    }

    /// <summary>
    /// The link that is wrong when a free block and its neighbours in its list don't point at each other: the block's own, or a
    /// neighbour's link back. 0 when they do: that is what makes it safe to take the block out.
    /// </summary>
    private readonly uint FindLinkDamage(uint block, uint size)
    {
        uint next = Next(block);
        if (next != 0 && !(IsBlockAddress(next) && Previous(next) == block))
        {
            return IsFreeBlock(next) && !IsReachable(next) ? next + TFormat.HeaderBytes + sizeof(uint) : block + TFormat.HeaderBytes;
        }

        if (IsReachable(block))
        {
            return 0;
        }

        uint previous = Previous(block);
        bool isPreviousWrong = IsFreeBlock(previous) && Head(SizeClass.Of(size)) != block
            && !IsLedBackTo(previous, Next(previous));
        return isPreviousWrong ? previous + TFormat.HeaderBytes : block + TFormat.HeaderBytes + sizeof(uint);
    }

    /// <summary>Whether what a free block's link back names, the list's head or a block, leads to it.</summary>
    private readonly bool IsReachable(uint block)
    {
        uint previous = Previous(block);
        return previous == 0
            ? Head(SizeClass.Of(Header(block).Size)) == block
            : IsBlockAddress(previous) && Next(previous) == block;
    }

    /// <summary>Whether the end of a list, or a free block that points back at this one, follows it.</summary>
    private readonly bool IsLedBackTo(uint block, uint next) =>
        next == 0 || (IsFreeBlock(next) && Previous(next) == block);

    private readonly bool IsFreeBlock(uint block) => IsBlockAddress(block) && IsSound(block) && Header(block).IsFree;
}
