using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

// What a checked heap writes into its blocks, and how it looks whether that still stands (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    private const uint SealOffset = 4;
    private const uint RequestOffset = 8;
    private const uint AllocatedByOffset = 12;
    private const uint FreedByOffset = 16;
    private const uint RequestMask = (1u << MarkShift) - 1;
    private const int MarkShift = 22;
    private const uint Stirrer = 0x9E3779B1;

    /// <summary>Bytes at the start of a free block that are not filled: header and links.</summary>
    private static uint FreeOverhead => TFormat.HeaderBytes + LinkBytes;

    /// <summary>The word that belongs beside the header of a free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint FreeSeal(uint block, uint header) => Stir(Seal(block, header) ^ Word(block + FreedByOffset));

    /// <summary>
    /// The word that belongs beside the header of a block that isn't free. Each step maps words one to one, so that a change of any one word
    /// always changes the seal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Seal(uint block, uint header)
    {
        uint mix = (_secret ^ block ^ header) * Stirrer;
        mix = Stir(mix ^ Word(block + RequestOffset));
        return Stir(mix ^ Word(block + AllocatedByOffset));
    }

    /// <summary>
    /// A product's high bits depend on few others' and change few: without the second, of the halves changed over, flips of two bits would hide
    /// each other. The header goes without, as its high bits are 0 in every block that fits into the heap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stir(uint mix) => BitOperations.RotateLeft(mix * Stirrer, 16) * Stirrer;

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

    /// <summary>Fills memory that has become part of a larger free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Absorb(uint from, uint to)
    {
        if (TFormat.IsChecked)
        {
            _machine.Fill(from, CheckedBlocks.FreePattern, (to - from) / sizeof(uint));
        }
    }

    /// <summary>Whether memory is still filled as free memory is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsFilled(uint from, uint to) => CountFilled(from, to) == (to - from) / sizeof(uint);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint CountFilled(uint from, uint to) =>
        _machine.CountEqual(from, CheckedBlocks.FreePattern, (to - from) / sizeof(uint));

    /// <summary>Notes who allocated a block, and puts the end mark from the payload's end to the block's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void MarkAllocated(uint block, uint size, uint bytes, uint caller)
    {
        SetWord(block + RequestOffset, bytes | (_mark << MarkShift));
        SetWord(block + AllocatedByOffset, caller);
        SetWord(block + FreedByOffset, _secret);
        SetWord(block + SealOffset, Seal(block, size));

        // Its first four bytes, and the words behind them, of which most blocks have one.
        uint payloadEnd = block + TFormat.HeaderBytes + bytes;
        SetWord(payloadEnd, EndMarkFrom(payloadEnd));
        uint address = block + size - sizeof(uint);
        do
        {
            SetWord(address, _secret);
            address -= sizeof(uint);
        }
        while (address > payloadEnd);
    }

    /// <summary>Four bytes of an end mark: which of the secret's a byte of it is depends on its address alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint EndMarkFrom(uint address) => BitOperations.RotateRight(_secret, (int)(address * 8));

    /// <summary>One past the last byte that an allocated block's owner asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint PayloadEnd(uint block) => block + TFormat.HeaderBytes + (Word(block + RequestOffset) & RequestMask);

    /// <summary>Whether a block's end mark stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasEndMark(uint block, uint size)
    {
        uint payloadEnd = PayloadEnd(block);
        if (EndMarkFrom(payloadEnd) != Word(payloadEnd))
        {
            return false;
        }

        uint address = block + size - sizeof(uint);
        do
        {
            if (Word(address) != _secret)
            {
                return false;
            }

            address -= sizeof(uint);
        }
        while (address > payloadEnd);
        return true;
    }

    private readonly byte EndMark(uint address) => (byte)EndMarkFrom(address);

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
    /// Looks at a sound allocated block's end mark, and at the block below it if they will be merged; then notes who frees it. False, and
    /// the free is refused, when the block was damaged: then it has been set aside.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMarkFreed(uint block, uint size, uint caller)
    {
        if (!HasEndMark(block, size))
        {
            _refusedFrees++;
            SetAsideOverrun(block, caller);
            return false;
        }

        CheckBelow(block, caller);

        ref FreedBlock freed = ref _history.Next();
        freed.Payload = block + TFormat.HeaderBytes;
        freed.Size = size - TFormat.HeaderBytes;
        freed.AllocatedBy = Word(block + AllocatedByOffset);
        freed.FreedBy = caller;
        SetWord(block + FreedByOffset, caller);
        return true;
    }
}
