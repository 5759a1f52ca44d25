using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// Who refers to which frame (S7). Frames that an operation will need are taken before its first change; frames that
/// nothing refers to any more are freed when the processor has forgotten them. Both wait in lists that run through
/// their records.
/// </summary>
public struct FrameOwners<T>
    where T : struct, ISpaceMachine
{
    public T Machine;
    private Frame _zero;
    private uint _reserved;
    private uint _reservedCount;
    private uint _dropped;

    /// <summary>Frames that programs never get (S9): with them the kernel can always end a program.</summary>
    public uint Reserve { readonly get; set; }

    /// <summary>The frame that is full of zeros.</summary>
    public readonly Frame Zero => _zero;

    /// <summary>Free frames that programs may have.</summary>
    public readonly uint Available => Math.Max(Machine.FreeFrames, Reserve) - Reserve;

    public readonly ref FrameRecord this[Frame frame] => ref Machine.Record(frame.Number);

    /// <summary>Takes the zero frame. False when there is none to be had.</summary>
    public bool TryInitialise(T machine, uint reserve)
    {
        Machine = machine;
        Reserve = reserve;
        if (!TryReserve(1))
        {
            return false;
        }

        _zero = TakeReserved(FrameKind.Zero);
        this[_zero].References = 1;
        Clear(_zero);
        return true;
    }

    /// <summary>
    /// Sees to it that so many frames can be taken. False when they can't be had: then none is kept.
    /// </summary>
    public bool TryReserve(uint frames)
    {
        while (_reservedCount < frames)
        {
            if (Machine.FreeFrames <= Reserve || Machine.AllocateFrame(out Frame frame) != FrameError.None)
            {
                GiveBackReserved();
                return false;
            }

            this[frame].Next = _reserved;
            _reserved = frame.Number;
            _reservedCount++;
        }

        return true;
    }

    /// <summary>Takes a frame that was reserved. Its contents are whatever they were; nothing refers to it.</summary>
    public Frame TakeReserved(FrameKind kind)
    {
        Frame frame = Frame.FromNumber(_reserved);
        ref FrameRecord record = ref this[frame];
        _reserved = record.Next;
        _reservedCount--;
        record.Kind = kind;
        record.IsDirty = false;
        record.Entries = 0;
        return frame;
    }

    /// <summary>Frees what was reserved and not taken.</summary>
    public void GiveBackReserved()
    {
        while (_reservedCount != 0)
        {
            Machine.FreeFrame(TakeReserved(FrameKind.Other));
        }
    }

    /// <summary>Another entry names the frame. The zero frame's are not counted.</summary>
    public readonly void Share(Frame frame)
    {
        if (frame != _zero)
        {
            this[frame].References++;
        }
    }

    /// <summary>
    /// An entry doesn't name the frame any more. A frame that nothing refers to waits for <see cref="FreeDropped"/>.
    /// </summary>
    public void Drop(Frame frame)
    {
        if (frame == _zero)
        {
            return;
        }

        ref FrameRecord record = ref this[frame];
        if (record.References == 0)
        {
            Machine.Violated(SpaceRule.ReferencesAreRight, 0, frame.Number, 0);
        }

        if (--record.References == 0)
        {
            record.Next = _dropped;
            _dropped = frame.Number;
        }
    }

    /// <summary>Frees frames that were dropped. The processor must have forgotten them.</summary>
    public void FreeDropped()
    {
        while (_dropped != 0)
        {
            Frame frame = Frame.FromNumber(_dropped);
            _dropped = this[frame].Next;
            this[frame].Kind = FrameKind.Other;
            Machine.FreeFrame(frame);
        }
    }

    /// <summary>Fills a frame with zeros.</summary>
    public readonly void Clear(Frame frame)
    {
        Machine.Fill(Machine.Show(Window.Target, frame), 0, MemoryLayout.PageSize / sizeof(uint));
        Machine.Hide(Window.Target);
    }

    /// <summary>Copies a frame's contents.</summary>
    public readonly void Copy(Frame from, Frame to)
    {
        uint source = Machine.Show(Window.Source, from);
        Machine.Copy(source, Machine.Show(Window.Target, to), MemoryLayout.PageSize / sizeof(uint));
        Machine.Hide(Window.Source);
        Machine.Hide(Window.Target);
    }

    /// <summary>Copies bytes of a frame into another one, or within it as if all were read first.</summary>
    public readonly void Copy(Frame from, uint offset, Frame to, uint toOffset, uint count)
    {
        uint source = Machine.Show(Window.Source, from) + offset;
        uint target = Machine.Show(Window.Target, to) + toOffset;
        Machine.MoveBytes(from == to ? target - toOffset + offset : source, target, count);
        Machine.Hide(Window.Source);
        Machine.Hide(Window.Target);
    }

    /// <summary>Reads bytes of a frame.</summary>
    public readonly void Read(Frame frame, uint offset, Span<byte> bytes)
    {
        Machine.LoadBytes(Machine.Show(Window.Source, frame) + offset, bytes);
        Machine.Hide(Window.Source);
    }

    /// <summary>Writes bytes of a frame.</summary>
    public readonly void Write(Frame frame, uint offset, ReadOnlySpan<byte> bytes)
    {
        Machine.StoreBytes(Machine.Show(Window.Target, frame) + offset, bytes);
        Machine.Hide(Window.Target);
    }

    /// <summary>How many of so many bytes lie in the same page as the first.</summary>
    internal static uint BytesInPage(uint address, uint bytes) =>
        Math.Min(bytes, MemoryLayout.PageSize - (address & MemoryLayout.PageOffsetMask));
}
