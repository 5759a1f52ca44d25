using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// Writes what a block carries beside its payload, and tells whether it still stands: pure functions of memory, the salt
/// and an address. A plain block has only a header, a checked one also seal, redzone and poison (H5).
/// </summary>
internal static class BlockGuard<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    private const uint Multiplier = 0x9E3779B1;

    /// <summary>Bytes at the start of a free block that are not poisoned: header and links.</summary>
    public static uint FreeOverhead => TFormat.HeaderBytes + (2 * sizeof(uint));

    /// <summary>Size of the smallest block for a payload of so many bytes, which must be at most the window's size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SizeFor(uint bytes)
    {
        uint size = (bytes + TFormat.HeaderBytes + TFormat.TrailerBytes + (BlockHeader.Granularity - 1)) & BlockHeader.SizeMask;
        return size < TFormat.SmallestBlock ? TFormat.SmallestBlock : size;
    }

    /// <summary>Whether the heap wrote this header at this address, as far as the format can tell. Its size must fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSealed(TMachine machine, uint salt, uint block, uint header) => TFormat.IsChecked
        ? machine.Load(block + CheckedBlocks.SealOffset) == Seal(machine, salt, block, header)
        : (header & BlockHeader.QuarantinedBit) == 0;

    /// <summary>Whether a block's header is as the heap wrote it, of a free block, and its footer agrees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFree(TMachine machine, uint salt, uint block, uint room)
    {
        uint header = machine.Load(block);
        uint size = BlockHeader.Size(header);
        return size <= room && BlockHeader.IsFree(header) && IsSealed(machine, salt, block, header)
            && machine.Load(block + size - sizeof(uint)) == size;
    }

    /// <summary>Whether the block below a block is free: its footer lies where a redzone would end in the whole salt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBelowFree(TMachine machine, uint salt, uint block) => TFormat.IsChecked
        ? machine.Load(block - sizeof(uint)) != salt
        : BlockHeader.IsPreviousFree(machine.Load(block));

    /// <summary>The block below a block is free or not. A plain header says so; in a checked heap the word below does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetBelowFree(TMachine machine, uint block, bool isFree)
    {
        if (!TFormat.IsChecked)
        {
            uint header = machine.Load(block);
            machine.Store(block, isFree ? header | BlockHeader.PreviousFreeBit : header & ~BlockHeader.PreviousFreeBit);
        }
    }

    /// <summary>Makes a block an allocated one, with the redzone behind the bytes that were asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteAllocated(TMachine machine, uint salt, uint block, uint header, uint bytes, uint mark, uint caller)
    {
        machine.Store(block, header);
        if (TFormat.IsChecked)
        {
            WriteOrigin(machine, block, bytes | (mark << CheckedBlocks.MarkShift), caller);
            machine.Store(block + CheckedBlocks.SealOffset, Seal(machine, salt, block, header));

            // The first four bytes, which may straddle words, and the words behind them.
            uint payloadEnd = block + TFormat.HeaderBytes + bytes;
            machine.Store(payloadEnd, RedzoneFrom(salt, payloadEnd));
            for (uint at = block + header - sizeof(uint); at > payloadEnd; at -= sizeof(uint))
            {
                machine.Store(at, salt);
            }
        }
    }

    /// <summary>
    /// Notes in a block that is being freed who freed it. A plain header may stay behind inside a larger free block: it must
    /// not look allocated, or a second free would be believed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteFreed(TMachine machine, uint block, uint caller)
    {
        if (TFormat.IsChecked)
        {
            machine.Store(block + CheckedBlocks.FreedByOffset, caller);
        }
        else
        {
            machine.Store(block, machine.Load(block) | BlockHeader.FreeBit);
        }
    }

    /// <summary>Writes header and footer of a free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteFree(TMachine machine, uint salt, uint block, uint size)
    {
        machine.Store(block + size - sizeof(uint), size);
        WriteHeader(machine, salt, block, size | BlockHeader.FreeBit);
    }

    /// <summary>Keeps a block from use. Only its header is read from then on, and its last word, as a redzone.</summary>
    public static void WriteQuarantined(TMachine machine, uint salt, uint block, uint size)
    {
        machine.Store(block + size - sizeof(uint), salt);
        WriteHeader(machine, salt, block, size | BlockHeader.QuarantinedBit);
    }

    /// <summary>Says in a checked block's header who asked for how much; nobody has freed it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteOrigin(TMachine machine, uint block, uint request, uint caller)
    {
        if (TFormat.IsChecked)
        {
            machine.Store(block + CheckedBlocks.RequestOffset, request);
            machine.Store(block + CheckedBlocks.AllocatedByOffset, caller);
            machine.Store(block + CheckedBlocks.FreedByOffset, 0);
        }
    }

    /// <summary>Poisons memory that has become part of a free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poison(TMachine machine, uint from, uint to)
    {
        if (TFormat.IsChecked)
        {
            machine.Fill(from, CheckedBlocks.Poison, (to - from) / sizeof(uint));
        }
    }

    /// <summary>The first word that is not poisoned; <paramref name="to"/> when all are, or nothing is poisoned at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PoisonEnd(TMachine machine, uint from, uint to) => TFormat.IsChecked
        ? from + (machine.CountEqual(from, CheckedBlocks.Poison, (to - from) / sizeof(uint)) * sizeof(uint))
        : to;

    /// <summary>Whether an allocated block's redzone stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasRedzone(TMachine machine, uint salt, uint block, uint size)
    {
        uint payloadEnd = PayloadEnd(machine, block);
        bool isWhole = machine.Load(payloadEnd) == RedzoneFrom(salt, payloadEnd);
        for (uint at = block + size - sizeof(uint); isWhole && at > payloadEnd; at -= sizeof(uint))
        {
            isWhole = machine.Load(at) == salt;
        }

        return isWhole;
    }

    /// <summary>The first byte of a redzone that was overwritten; the block's end when none was.</summary>
    public static uint RedzoneEnd(TMachine machine, uint salt, uint block, uint end)
    {
        uint at = TFormat.IsChecked ? PayloadEnd(machine, block) : end;
        while (at < end && machine.LoadByte(at) == (byte)RedzoneFrom(salt, at))
        {
            at++;
        }

        return at;
    }

    /// <summary>Bytes that a live block's owner may use: those asked for, in a plain block all.</summary>
    public static uint PayloadBytes(TMachine machine, uint block, uint size) =>
        TFormat.IsChecked ? machine.Load(block + CheckedBlocks.RequestOffset) & CheckedBlocks.RequestMask : size - TFormat.HeaderBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint PayloadEnd(TMachine machine, uint block) =>
        block + TFormat.HeaderBytes + (machine.Load(block + CheckedBlocks.RequestOffset) & CheckedBlocks.RequestMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteHeader(TMachine machine, uint salt, uint block, uint header)
    {
        machine.Store(block, header);
        if (TFormat.IsChecked)
        {
            machine.Store(block + CheckedBlocks.SealOffset, Seal(machine, salt, block, header));
        }
    }

    /// <summary>
    /// The word that belongs beside a checked block's header. Each step maps words one to one, so that a change of any one
    /// word always changes the seal. The header is only multiplied: its high bits are 0 in every block of the heap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Seal(TMachine machine, uint salt, uint block, uint header)
    {
        uint seal = (salt ^ block ^ header) * Multiplier;
        seal = Mix(seal ^ machine.Load(block + CheckedBlocks.RequestOffset));
        seal = Mix(seal ^ machine.Load(block + CheckedBlocks.AllocatedByOffset));
        return Mix(seal ^ machine.Load(block + CheckedBlocks.FreedByOffset));
    }

    /// <summary>
    /// A product's high bits depend on many bits and change few others. The second product, of the halves exchanged, keeps
    /// flips of two bits from hiding each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint word) => BitOperations.RotateLeft(word * Multiplier, 16) * Multiplier;

    /// <summary>Four bytes of a redzone: a byte's address alone says which of the salt's bytes it is.</summary>
    private static uint RedzoneFrom(uint salt, uint address) => BitOperations.RotateRight(salt, (int)(address * 8));
}
