using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// Puts blocks into their lists and takes them out, finds them there, and mends lists. Every link is read and written
/// here.
/// </summary>
internal partial struct HeapBlocks<TMachine, TFormat>
{
    /// <summary>Where in a block the link to the next of its list lies …</summary>
    private static uint Next => TFormat.HeaderBytes;

    /// <summary>… and to the one before.</summary>
    private static uint Previous => TFormat.HeaderBytes + sizeof(uint);

    /// <summary>
    /// The block that fits best; else the first of a large size's own list, which may happen to do; else the top.
    /// </summary>
    public uint Find(uint size)
    {
        uint block = Lists.Find(size);
        block = block != 0 || size < SizeClass.ExactEnd ? block : Search(size, 1);
        return block != 0 ? block : Bounds.Top;
    }

    /// <summary>
    /// A block that is large enough among the first so many of the size's own list; 0 when there is none.
    /// </summary>
    public readonly uint Search(uint size, uint most)
    {
        uint block = Lists.Head(SizeClass.Of(size));
        for (; most != 0 && Bounds.CanStartAt(block, TFormat.SmallestBlock); most--)
        {
            if (Size(block) >= size)
            {
                return block;
            }

            block = Link(block, Next);
        }

        return 0;
    }

    /// <summary>Has whatever leads to a damaged block, whose own links aren't believed, lead past it.</summary>
    public void LeadPast(uint damaged)
    {
        uint before = 0;
        uint after = 0;
        uint list = 0;
        HeapBlock block = default;
        while (TryNextListed(ref block))
        {
            uint at = block.Address.Value;
            before = Link(at, Next) == damaged ? at : before;
            after = Link(at, Previous) == damaged ? at : after;
        }

        while (list < SizeClass.Count && Lists.Head(list) != damaged)
        {
            list++;
        }

        if (before != 0)
        {
            SetLink(before, Next, after);
        }
        else if (list < SizeClass.Count)
        {
            Lists.SetHead(list, after, isAlone: after == 0);
        }

        if (after != 0)
        {
            SetLink(after, Previous, before);
        }
    }

    /// <summary>Makes the lists again out of the blocks.</summary>
    public void ListAnew()
    {
        Lists = default;
        HeapBlock block = default;
        while (TryNextListed(ref block))
        {
            Insert(block.Address.Value, block.Size);
        }
    }

    /// <summary>As <see cref="TryNext"/>, but goes to the next free block below the top.</summary>
    public readonly bool TryNextListed(ref HeapBlock block)
    {
        bool isBlock;
        do
        {
            isBlock = TryNext(ref block) && block.Address.Value != Bounds.Top;
        }
        while (isBlock && block.State != BlockState.Free);
        return isBlock;
    }

    /// <summary>Makes memory a free block, the first of its list. Who had it stands in its header already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(uint block, uint size)
    {
        Machine.Store(block + size - sizeof(uint), size);
        WriteHeader(block, size | BlockHeader.FreeBit);
        uint list = SizeClass.Of(size);
        uint next = Lists.Head(list);
        if (next != 0)
        {
            SetLink(next, Previous, block);
        }

        Lists.SetHead(list, block, isAlone: next == 0);
        SetLink(block, Next, next);
        SetLink(block, Previous, 0);
    }

    /// <summary>Takes a free block of this size out of its list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlist(uint block, uint size)
    {
        uint next = Link(block, Next);
        uint previous = Link(block, Previous);
        if (next != 0)
        {
            SetLink(next, Previous, previous);
        }

        if (previous != 0)
        {
            SetLink(previous, Next, next);
        }
        else
        {
            Lists.SetHead(SizeClass.Of(size), next, isAlone: next == 0);
        }
    }

    /// <summary>The block that one of a free block's links leads to; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Link(uint block, uint offset) => Machine.Load(block + offset) ^ TFormat.LinkKey;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SetLink(uint block, uint offset, uint to) =>
        Machine.Store(block + offset, to ^ TFormat.LinkKey);
}
