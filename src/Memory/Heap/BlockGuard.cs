using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What gives away that somebody else wrote to a checked block (H5): a seal beside the header, and a redzone from the
/// end of the payload to the end of the block. Both come from the heap's salt.
/// </summary>
internal static class BlockGuard
{
    private const uint Multiplier = 0x9E3779B1;

    /// <summary>
    /// The word that belongs beside a checked block's header. Each step maps words one to one, so that a change of any
    /// one word always changes the seal. The header is only multiplied: its high bits are 0 in every block of the heap.
    /// Elsewhere a second product, of the halves exchanged, keeps flips of two bits from hiding each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Seal<TMachine>(TMachine machine, uint salt, uint block, uint header)
        where TMachine : struct, IMachine
    {
        uint seal = (salt ^ block ^ header) * Multiplier;
        seal ^= machine.Load(block + CheckedBlocks.RequestOffset);
        seal = BitOperations.RotateLeft(seal * Multiplier, 16) * Multiplier;
        seal ^= machine.Load(block + CheckedBlocks.AllocatedByOffset);
        seal = BitOperations.RotateLeft(seal * Multiplier, 16) * Multiplier;
        seal ^= machine.Load(block + CheckedBlocks.FreedByOffset);
        return BitOperations.RotateLeft(seal * Multiplier, 16) * Multiplier;
    }

    /// <summary>Fills everything between a payload and its block's end, 4 bytes or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteRedzone<TMachine>(TMachine machine, uint salt, uint payloadEnd, uint end)
        where TMachine : struct, IMachine
    {
        // The first four bytes, which may straddle words, and the words behind them.
        machine.Store(payloadEnd, RedzoneFrom(salt, payloadEnd));
        for (uint at = end - sizeof(uint); at > payloadEnd; at -= sizeof(uint))
        {
            machine.Store(at, salt);
        }
    }

    /// <summary>Whether a redzone is as it was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRedzoneIntact<TMachine>(TMachine machine, uint salt, uint payloadEnd, uint end)
        where TMachine : struct, IMachine
    {
        uint wrong = machine.Load(payloadEnd) ^ RedzoneFrom(salt, payloadEnd);
        for (uint at = end - sizeof(uint); at > payloadEnd; at -= sizeof(uint))
        {
            wrong |= machine.Load(at) ^ salt;
        }

        return wrong == 0;
    }

    /// <summary>The first byte of a redzone that was overwritten; the block's end when none was.</summary>
    public static uint RedzoneEnd<TMachine>(TMachine machine, uint salt, uint payloadEnd, uint end)
        where TMachine : struct, IMachine
    {
        uint at = payloadEnd;
        while (at < end && machine.LoadByte(at) == (byte)RedzoneFrom(salt, at))
        {
            at++;
        }

        return at;
    }

    /// <summary>Four bytes of a redzone: a byte's address alone says which of the salt's bytes it is.</summary>
    private static uint RedzoneFrom(uint salt, uint address) => BitOperations.RotateRight(salt, (int)(address * 8));
}
