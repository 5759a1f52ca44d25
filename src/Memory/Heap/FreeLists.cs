using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>Where in the payload of a free block its links lie.</summary>
internal static class Links
{
    /// <summary>The link to the next block of its list.</summary>
    public const uint Next = 0;
    /// <summary>The link to the block before.</summary>
    public const uint Previous = 4;
}

/// <summary>
/// The doubly linked lists of free blocks, one for each <see cref="SizeClass"/>: their heads are here, their links in
/// the blocks. The memory that the blocks lie in is an argument, always the same.
/// </summary>
internal struct FreeLists<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    public ListHeads Heads;

    /// <summary>
    /// A block that is large enough among the first so many of the size's own list; 0 when there is none.
    /// </summary>
    public readonly uint Search(in BlockMemory<TMachine, TFormat> memory, uint size, uint most)
    {
        uint block = Heads.Head(SizeClass.Of(size));
        for (; most != 0 && memory.Bounds.CanStartAt(block, TFormat.SmallestBlock); most--)
        {
            if (memory.Size(block) >= size)
            {
                return block;
            }

            block = memory.Link(block, Links.Next);
        }

        return 0;
    }

    /// <summary>Makes memory a free block, the first of its list. Who had it stands in its header already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(in BlockMemory<TMachine, TFormat> memory, uint block, uint size)
    {
        memory.Machine.Store(block + size - sizeof(uint), size);
        memory.WriteHeader(block, size | BlockHeader.FreeBit);
        uint list = SizeClass.Of(size);
        uint next = Heads.Head(list);
        if (next != 0)
        {
            memory.SetLink(next, Links.Previous, block);
        }

        Heads.SetHead(list, block, isAlone: next == 0);
        memory.SetLink(block, Links.Next, next);
        memory.SetLink(block, Links.Previous, 0);
    }

    /// <summary>Takes a free block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(in BlockMemory<TMachine, TFormat> memory, uint block, uint size)
    {
        uint next = memory.Link(block, Links.Next);
        uint previous = memory.Link(block, Links.Previous);
        if (next != 0)
        {
            memory.SetLink(next, Links.Previous, previous);
        }

        if (previous != 0)
        {
            memory.SetLink(previous, Links.Next, next);
        }
        else
        {
            Heads.SetHead(SizeClass.Of(size), next, isAlone: next == 0);
        }
    }

    /// <summary>
    /// Whether the list for a size is empty, or its head says of itself that it is free, of that list's sizes, and
    /// first.
    /// </summary>
    public readonly bool CanInsert(in BlockMemory<TMachine, TFormat> memory, uint size)
    {
        uint list = SizeClass.Of(size);
        uint first = Heads.Head(list);
        if (first == 0)
        {
            return true;
        }

        uint header = memory.Bounds.CanStartAt(first, TFormat.SmallestBlock) ? memory.Machine.Load(first) : 0;
        return BlockHeader.IsFree(header) && SizeClass.Of(BlockHeader.Size(header)) == list
            && memory.Link(first, Links.Previous) == 0;
    }

    /// <summary>
    /// Whether a block of a list can be taken out of it: header, footer and links are those of a free block that ends
    /// there.
    /// </summary>
    public readonly bool CanRemove(in BlockMemory<TMachine, TFormat> memory, uint block, uint end)
    {
        uint header = (end - block) | BlockHeader.FreeBit;
        uint next = memory.Link(block, Links.Next);
        return end - block <= memory.Bounds.Top - block
            && memory.Machine.Load(block) == header && memory.IsSealed(block, header)
            && memory.Machine.Load(end - sizeof(uint)) == end - block
            && IsPreviousLinked(in memory, block, end - block)
            && (next == 0 || (memory.Bounds.CanStartAt(next, TFormat.SmallestBlock)
                && memory.Link(next, Links.Previous) == block));
    }

    /// <summary>Whether the block or the list's head that a free block's link back stands for leads to it.</summary>
    public readonly bool IsPreviousLinked(in BlockMemory<TMachine, TFormat> memory, uint block, uint size)
    {
        uint previous = memory.Link(block, Links.Previous);
        return previous == 0 ? Heads.Head(SizeClass.Of(size)) == block
            : memory.Bounds.CanStartAt(previous, TFormat.SmallestBlock)
                && memory.Link(previous, Links.Next) == block;
    }

    /// <summary>Has whatever leads to a damaged block, whose own links aren't believed, lead past it.</summary>
    public void LeadPast(in BlockMemory<TMachine, TFormat> memory, uint damaged)
    {
        uint before = 0;
        uint after = 0;
        uint list = 0;
        HeapBlock block = default;
        while (memory.TryNextFree(ref block))
        {
            uint at = block.Address.Value;
            before = memory.Link(at, Links.Next) == damaged ? at : before;
            after = memory.Link(at, Links.Previous) == damaged ? at : after;
        }

        while (list < SizeClass.Count && Heads.Head(list) != damaged)
        {
            list++;
        }

        if (before != 0)
        {
            memory.SetLink(before, Links.Next, after);
        }
        else if (list < SizeClass.Count)
        {
            Heads.SetHead(list, after, isAlone: after == 0);
        }

        if (after != 0)
        {
            memory.SetLink(after, Links.Previous, before);
        }
    }

    /// <summary>Makes the lists again out of the blocks.</summary>
    public void ListAnew(in BlockMemory<TMachine, TFormat> memory)
    {
        Heads = default;
        HeapBlock block = default;
        while (memory.TryNextFree(ref block))
        {
            Insert(in memory, block.Address.Value, block.Size);
        }
    }
}
