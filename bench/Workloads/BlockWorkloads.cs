// The heap's workloads: MIXED, FRAG and the pair. Written once, for the kernel's heap and for allocators of the host.

using System;

namespace Osmosis.Benchmarks;

/// <summary>A block that a workload holds.</summary>
internal struct HeldBlock
{
    public nuint Block;
    public uint Bytes;
    public bool IsFull;
}

internal static class BlockWorkloads
{
    private const uint Allocated = 1;
    private const uint Freed = 2;

    /// <summary>
    /// 1000 times: allocate 64 bytes and free them, after one uncounted pair. A cost covers both operations.
    /// </summary>
    public static void Pairs<TSubject>(ref TSubject subject, ref BlockResult result)
        where TSubject : struct, IBlockSubject
    {
        for (int i = 0; i <= 1000; i++)
        {
            nuint block = subject.Allocate(64, out uint allocateCost, out _);
            subject.Free(block, out uint freeCost);
            if (i > 0)
            {
                result.Operations.Add(allocateCost + freeCost);
            }
        }
    }

    /// <summary>
    /// Random allocations of 8 to 1024 bytes, and frees, each in a random one of <paramref name="slots"/>.
    /// </summary>
    public static void Mixed<TSubject>(ref TSubject subject, Span<HeldBlock> slots, uint operations,
        ref BlockResult result)
        where TSubject : struct, IBlockSubject
    {
        WorkRandom random = WorkRandom.Start();
        slots.Clear();
        result.FirstFailed = operations;
        for (uint i = 0; i < operations; i++)
        {
            uint number = random.Next((uint)slots.Length);
            ref HeldBlock slot = ref slots[(int)number];
            if (slot.IsFull)
            {
                result.Hash.Add(Freed, number, slot.Bytes);
                Release(ref subject, ref slot, number, ref result);
            }
            else
            {
                uint bytes = 8 + random.Next(1017);
                result.Hash.Add(Allocated, number, bytes);
                Take(ref subject, ref slot, number, bytes, i, ref result);
            }
        }
    }

    /// <summary>
    /// A: allocations of 16 to 512 bytes, <paramref name="blocks"/> of them or until <paramref name="requested"/> bytes
    /// have been requested. B: every other one is freed. C: <paramref name="refills"/> allocations of 24 to 600 bytes,
    /// refusals counted.
    /// </summary>
    public static void Fragment<TSubject>(ref TSubject subject, Span<HeldBlock> held, uint blocks, uint requested,
        uint refills, ref BlockResult result)
        where TSubject : struct, IBlockSubject
    {
        WorkRandom random = WorkRandom.Start();
        held.Clear();
        int count = 0;
        for (uint sum = 0; count < blocks && sum < requested; count++)
        {
            uint bytes = 16 + random.Next(497);
            sum += bytes;
            result.Hash.Add(Allocated, (uint)count, bytes);
            Take(ref subject, ref held[count], (uint)count, bytes, (uint)count, ref result);
        }

        for (int i = 0; i < count; i += 2)
        {
            result.Hash.Add(Freed, (uint)i, held[i].Bytes);
            Release(ref subject, ref held[i], (uint)i, ref result);
        }

        result.Failed = 0;
        result.FirstFailed = refills;
        result.Served = 0;
        for (uint i = 0; i < refills; i++)
        {
            uint bytes = 24 + random.Next(577);
            result.Hash.Add(Allocated, i, bytes);
            HeldBlock kept = default;
            Take(ref subject, ref kept, i, bytes, i, ref result);
        }
    }

    private static void Take<TSubject>(ref TSubject subject, ref HeldBlock slot, uint number, uint bytes, uint attempt,
        ref BlockResult result)
        where TSubject : struct, IBlockSubject
    {
        slot.Block = subject.Allocate(bytes, out uint cost, out bool hasGrown);
        slot.Bytes = bytes;
        slot.IsFull = true;
        if (hasGrown)
        {
            result.Growth.Add(cost);
        }
        else
        {
            result.Operations.Add(cost);
        }

        if (slot.Block == 0)
        {
            if (result.Failed++ == 0)
            {
                result.FirstFailed = attempt;
            }

            return;
        }

        result.Served += bytes;
        result.Live += bytes;
        result.MostLive = result.Live > result.MostLive ? result.Live : result.MostLive;
        nuint end = slot.Block + bytes;
        result.HighWater = end > result.HighWater ? end : result.HighWater;
        subject.Bytes(slot.Block, bytes).Fill((byte)number);
    }

    private static void Release<TSubject>(ref TSubject subject, ref HeldBlock slot, uint number, ref BlockResult result)
        where TSubject : struct, IBlockSubject
    {
        slot.IsFull = false;
        if (slot.Block == 0)
        {
            return;
        }

        foreach (byte value in subject.Bytes(slot.Block, slot.Bytes))
        {
            if (value != (byte)number)
            {
                result.Corrupted++;
                break;
            }
        }

        result.Live -= slot.Bytes;
        subject.Free(slot.Block, out uint cost);
        result.Operations.Add(cost);
    }
}
