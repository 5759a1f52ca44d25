using System;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// The pages of all objects: each in memory once, whoever maps, reads or writes it (S8). A page is found through a hash
/// table whose chains run through the frames' records, so that no page needs memory of its own for that.
/// </summary>
public struct ObjectPages<T>
    where T : struct, ISpaceMachine
{
    public SpaceTables<T> Tables;
    public RecordPool<T, MemoryObject> Pool;

    /// <summary>
    /// Pages in memory that can be had again: they have a source, and nobody has changed them (S9).
    /// </summary>
    public uint Clean { readonly get; private set; }

    public readonly ref MemoryObject this[uint index] => ref Pool[index];

    private readonly T Machine => Tables.Owners.Machine;

    /// <summary>Makes an object that somebody holds. OutOfMemory when there is no record.</summary>
    public SpaceError Create(ulong length, uint source, out uint created)
    {
        created = 0;
        if (!Pool.TryReserve(1))
        {
            return SpaceError.OutOfMemory;
        }

        created = Pool.Take();
        this[created] = new MemoryObject
        {
            References = 1,
            Length = length,
            Source = source,
            SourceBytes = source == 0 ? 0 : (uint)Math.Min(length, uint.MaxValue),
        };
        return SpaceError.None;
    }

    /// <summary>An object without pages shows bytes that lie somewhere already; its length is theirs.</summary>
    /// <param name="index">The object.</param>
    /// <param name="source">As <see cref="ISpaceMachine.TryFill"/> has it; not 0.</param>
    /// <param name="bytes">How many.</param>
    public readonly void ShowSource(uint index, uint source, uint bytes)
    {
        this[index].Source = source;
        this[index].SourceBytes = bytes;
        this[index].Length = bytes;
    }

    /// <summary>Somebody holds the object no longer. The last one takes its pages along.</summary>
    public void Release(uint index)
    {
        if (--this[index].References != 0)
        {
            return;
        }

        while (this[index].FirstFrame != 0)
        {
            RemovePage(Frame.FromNumber(this[index].FirstFrame));
        }

        Pool.Free(index);
    }

    /// <summary>The frame of a page that is in memory.</summary>
    public readonly bool TryFind(uint index, uint page, out Frame frame)
    {
        for (uint number = Chain(index, page).ChainHead; number != 0; number = Machine.Record(number).Next)
        {
            ref FrameRecord record = ref Machine.Record(number);
            if (record.Object == index && record.Page == page)
            {
                frame = Frame.FromNumber(number);
                return true;
            }
        }

        frame = default;
        return false;
    }

    /// <summary>
    /// The frame of a page, which is brought into memory if need be: then one frame must have been reserved. PastEnd
    /// when its source can't be read.
    /// </summary>
    public SpaceError Get(uint index, uint page, out Frame frame)
    {
        if (TryFind(index, page, out frame))
        {
            return SpaceError.None;
        }

        frame = Tables.Owners.TakeReserved(FrameKind.ObjectPage);
        Tables.Owners[frame].References = 1;
        if (!this[index].HasSource(page))
        {
            Tables.Owners.Clear(frame);
        }
        else if (!TryFill(in this[index], page, frame))
        {
            Tables.Owners.Drop(frame);
            return SpaceError.PastEnd;
        }

        AddPage(index, page, frame);
        return SpaceError.None;
    }

    /// <summary>
    /// Gives back a page that only the object refers to. Its contents are lost, unless it has a source.
    /// </summary>
    public void RemovePage(Frame frame)
    {
        ref FrameRecord record = ref Tables.Owners[frame];
        ref MemoryObject owner = ref this[record.Object];
        ref uint link = ref Chain(record.Object, record.Page).ChainHead;
        while (link != frame.Number)
        {
            link = ref Machine.Record(link).Next;
        }

        link = record.Next;
        link = ref record.PreviousOfObject == 0
            ? ref owner.FirstFrame : ref Machine.Record(record.PreviousOfObject).NextOfObject;
        link = record.NextOfObject;
        if (record.NextOfObject != 0)
        {
            Machine.Record(record.NextOfObject).PreviousOfObject = record.PreviousOfObject;
        }

        owner.Resident--;
        Clean -= IsClean(in record) ? 1u : 0;
        Tables.Owners.Drop(frame);
    }

    /// <summary>Whether a frame has a page that can be had again.</summary>
    public readonly bool IsClean(in FrameRecord record) =>
        record.Kind == FrameKind.ObjectPage && !record.IsDirty && this[record.Object].Source != 0;

    /// <summary>Somebody changes a page: it can't be had again.</summary>
    public void MarkDirty(Frame frame)
    {
        ref FrameRecord record = ref Tables.Owners[frame];
        Clean -= IsClean(in record) ? 1u : 0;
        record.IsDirty = true;
    }

    /// <summary>Removes the pages from this one up. No table may name them any more.</summary>
    public void RemoveFrom(uint index, uint page)
    {
        uint number = this[index].FirstFrame;
        while (number != 0)
        {
            uint next = Machine.Record(number).NextOfObject;
            if (Machine.Record(number).Page >= page)
            {
                RemovePage(Frame.FromNumber(number));
            }

            number = next;
        }
    }

    /// <summary>Fills what lies behind the object's last byte in its last page with zeros.</summary>
    public void ClearTail(uint index)
    {
        uint offset = (uint)this[index].Length & MemoryLayout.PageOffsetMask;
        if (offset != 0 && TryFind(index, this[index].Pages - 1, out Frame frame))
        {
            ClearFrom(Machine.Show(Window.Target, frame), offset);
            Machine.Hide(Window.Target);
        }
    }

    private readonly bool TryFill(in MemoryObject filled, uint page, Frame frame)
    {
        uint address = Machine.Show(Window.Target, frame);
        uint bytes = Math.Min(MemoryLayout.PageSize, filled.SourceBytes - (page << MemoryLayout.PageShift));
        bool isFilled = Machine.TryFill(filled.Source, page, address);
        ClearFrom(address, bytes);
        Machine.Hide(Window.Target);
        return isFilled;
    }

    /// <summary>Fills a page that is shown with zeros from a byte on.</summary>
    private readonly void ClearFrom(uint address, uint offset)
    {
        for (; offset % sizeof(uint) != 0; offset++)
        {
            Machine.StoreByte(address + offset, 0);
        }

        Machine.Fill(address + offset, 0, (MemoryLayout.PageSize - offset) / sizeof(uint));
    }

    private void AddPage(uint index, uint page, Frame frame)
    {
        ref FrameRecord record = ref Tables.Owners[frame];
        record.Object = index;
        record.Page = page;
        record.PreviousOfObject = 0;
        record.NextOfObject = this[index].FirstFrame;
        if (record.NextOfObject != 0)
        {
            Machine.Record(record.NextOfObject).PreviousOfObject = frame.Number;
        }

        this[index].FirstFrame = frame.Number;
        this[index].Resident++;
        Clean += IsClean(in record) ? 1u : 0;
        ref FrameRecord chain = ref Chain(index, page);
        record.Next = chain.ChainHead;
        chain.ChainHead = frame.Number;
    }

    /// <summary>
    /// The record whose chain a page is in. Two multiplications spread neighbouring pages over all of them.
    /// </summary>
    private readonly ref FrameRecord Chain(uint index, uint page)
    {
        uint hash = ((index * 0x9E37_79B1) ^ page) * 0x85EB_CA6B;
        return ref Machine.Record((uint)(((ulong)hash * Machine.FrameEnd) >> 32));
    }
}
