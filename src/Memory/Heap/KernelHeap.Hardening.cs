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
    private static uint FreeOverhead => TFormat.HeaderBytes + FreeLists<TMachine, TFormat>.LinkBytes;

    /// <summary>
    /// The word that belongs beside a header. Each step maps words one to one, so that a change of any one word always changes the seal.
    /// </summary>
    private readonly uint Seal(uint block, BlockHeader header)
    {
        uint mix = _secret ^ block;
        mix = Stir((mix ^ header.Value) * 0x9E3779B1);
        mix = Stir((mix ^ Word(block + RequestOffset)) * 0x85EBCA6B);
        mix = Stir((mix ^ Word(block + AllocatedByOffset)) * 0xC2B2AE35);
        return Stir((mix ^ Word(block + FreedByOffset)) * 0x27D4EB2F);
    }

    /// <summary>A product's high bits depend on few others' and change few: without this, two flipped bits 31 would hide each other.</summary>
    private static uint Stir(uint mix) => mix ^ (mix >> 15);

    /// <summary>A new header in a checked heap belongs to nobody. Its seal follows.</summary>
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
    private readonly void Absorb(uint address, uint bytes)
    {
        if (TFormat.IsChecked)
        {
            _machine.Fill(new VirtualAddress(address), CheckedBlocks.FreePattern, bytes / sizeof(uint));
        }
    }

    /// <summary>Notes who allocated a block, and puts the end mark from the payload's end to the block's.</summary>
    private readonly void MarkAllocated(uint block, uint bytes, uint caller)
    {
        SetWord(block + RequestOffset, bytes | (_mark << MarkShift));
        SetWord(block + AllocatedByOffset, caller);
        SetWord(block + FreedByOffset, 0);
        BlockHeader header = Header(block);
        SetHeader(block, header);

        uint address = block + TFormat.HeaderBytes + bytes;
        uint end = block + header.Size;
        for (; address % sizeof(uint) != 0; address++)
        {
            _machine.StoreByte(new VirtualAddress(address), EndMark(address));
        }

        _machine.Fill(new VirtualAddress(address), _secret, (end - address) / sizeof(uint));
    }

    private readonly byte EndMark(uint address) => (byte)(_secret >> (int)(address % sizeof(uint) * 8));

    /// <summary>The first byte of a block's end mark that is not what it must be; 0 when all are.</summary>
    private readonly uint FindOverrun(uint block)
    {
        uint end = block + Header(block).Size;
        uint address = block + TFormat.HeaderBytes + (Word(block + RequestOffset) & RequestMask);
        while (address < end && _machine.LoadByte(new VirtualAddress(address)) == EndMark(address))
        {
            address++;
        }

        return address == end ? 0 : address;
    }

    /// <summary>Notes who freed a block, and fills its payload.</summary>
    private void MarkFreed(uint block, uint caller)
    {
        uint size = Header(block).Size;
        uint payload = block + TFormat.HeaderBytes;
        _history.Add(new FreedBlock
        {
            Payload = payload,
            Size = size - TFormat.HeaderBytes,
            AllocatedBy = Word(block + AllocatedByOffset),
            FreedBy = caller,
        });
        SetWord(block + FreedByOffset, caller);
        _machine.Fill(new VirtualAddress(payload), CheckedBlocks.FreePattern, (size - TFormat.HeaderBytes) / sizeof(uint));
    }

    /// <summary>
    /// Whether a free block is still as the heap left it, as far as <paramref name="used"/> bytes and what follows them are concerned. If
    /// not, that is reported, and the block set aside.
    /// </summary>
    private bool CheckFree(uint block, uint used, uint caller)
    {
        uint end = block + Header(block).Size - sizeof(uint);
        uint wanted = block + used + FreeOverhead;
        uint at = FindFreeDamage(block, wanted < end ? wanted : end);
        if (at == 0)
        {
            return true;
        }

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
        return false;
    }

    /// <summary>
    /// The block that damage to free memory lies in: the one that was looked at, or a neighbour in its list whose link back is wrong.
    /// </summary>
    private readonly uint OwnerOf(uint damagedAt, uint block) =>
        damagedAt - block < Header(block).Size ? block : FindHolder(damagedAt);

    /// <summary>The first word of a free block, up to an address, that is not what it must be; 0 when all are.</summary>
    private readonly uint FindFreeDamage(uint block, uint end)
    {
        if (!IsSound(block) || !Header(block).IsFree)
        {
            return block;
        }

        uint size = Header(block).Size;
        if (Word(block + size - sizeof(uint)) != size)
        {
            return block + size - sizeof(uint);
        }

        uint link = FindLinkDamage(block, size);
        if (link != 0)
        {
            return link;
        }

        uint start = block + FreeOverhead;
        uint words = end > start ? (end - start) / sizeof(uint) : 0;
        uint equal = _machine.CountEqual(new VirtualAddress(start), CheckedBlocks.FreePattern, words);
        return equal == words ? 0 : start + (equal * sizeof(uint));
    }

    /// <summary>
    /// The link that is wrong when a free block and its neighbours in its list don't point at each other: the block's own, or a
    /// neighbour's link back. 0 when they do: that is what makes it safe to take the block out.
    /// </summary>
    private readonly uint FindLinkDamage(uint block, uint size)
    {
        uint next = FreeLists<TMachine, TFormat>.Next(_machine, block);
        if (next != 0 && !(IsBlockAddress(next) && FreeLists<TMachine, TFormat>.Previous(_machine, next) == block))
        {
            return IsFreeBlock(next) && !IsReachable(next) ? next + TFormat.HeaderBytes + sizeof(uint) : block + TFormat.HeaderBytes;
        }

        if (IsReachable(block))
        {
            return 0;
        }

        uint previous = FreeLists<TMachine, TFormat>.Previous(_machine, block);
        bool isPreviousWrong = IsFreeBlock(previous) && _free.Head(SizeClass.Of(size)) != block
            && !IsLedBackTo(previous, FreeLists<TMachine, TFormat>.Next(_machine, previous));
        return isPreviousWrong ? previous + TFormat.HeaderBytes : block + TFormat.HeaderBytes + sizeof(uint);
    }

    /// <summary>Whether what a free block's link back names, the list's head or a block, leads to it.</summary>
    private readonly bool IsReachable(uint block)
    {
        uint previous = FreeLists<TMachine, TFormat>.Previous(_machine, block);
        return previous == 0
            ? _free.Head(SizeClass.Of(Header(block).Size)) == block
            : IsBlockAddress(previous) && FreeLists<TMachine, TFormat>.Next(_machine, previous) == block;
    }

    /// <summary>Whether the end of a list, or a free block that points back at this one, follows it.</summary>
    private readonly bool IsLedBackTo(uint block, uint next) =>
        next == 0 || (IsFreeBlock(next) && FreeLists<TMachine, TFormat>.Previous(_machine, next) == block);

    private readonly bool IsFreeBlock(uint block) => IsBlockAddress(block) && IsSound(block) && Header(block).IsFree;
}
