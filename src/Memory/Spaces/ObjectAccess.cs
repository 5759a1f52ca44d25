using System;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>What the kernel does with objects for files: reads, writes, and gives them another length (S8).</summary>
public static class ObjectAccess
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Reads bytes, up to the object's end; a page that is not in memory and has no source is zeros. Returns how
        /// many were read: fewer when memory runs out, or a source can't be read.
        /// </summary>
        public uint ReadObject(uint index, ulong at, Span<byte> bytes)
        {
            ulong left = Math.Max(at, spaces.Objects[index].Length) - at;
            uint count = (uint)Math.Min(left, (ulong)(uint)bytes.Length);
            for (uint done = 0; done < count;)
            {
                uint offset = (uint)(at + done) & MemoryLayout.PageOffsetMask;
                uint here = FrameOwners<T>.BytesInPage(offset, count - done);
                uint page = (uint)((at + done) >> MemoryLayout.PageShift);
                Span<byte> piece = bytes.Slice((int)done, (int)here);
                if (spaces.IsHole(index, page))
                {
                    piece.Clear();
                }
                else if (spaces.TryBring(index, page, out Frame frame))
                {
                    spaces.Owners.Read(frame, offset, piece);
                }
                else
                {
                    return done;
                }

                done += here;
            }

            return count;
        }

        /// <summary>
        /// Writes bytes, and makes the object longer if need be. Returns how many were written: fewer when memory runs
        /// out, a source can't be read, or the object would have more than 2^32 bytes.
        /// </summary>
        /// <param name="index">The object.</param>
        /// <param name="at">Where the first byte goes.</param>
        /// <param name="bytes">What is written.</param>
        /// <param name="left">Frames that are left for others: no page is brought when there are no more.</param>
        public uint WriteObject(uint index, ulong at, ReadOnlySpan<byte> bytes, uint left = 0)
        {
            uint done = 0;
            while (done < (uint)bytes.Length && at + done < 1UL << 32)
            {
                uint offset = (uint)(at + done) & MemoryLayout.PageOffsetMask;
                uint here = FrameOwners<T>.BytesInPage(offset, (uint)bytes.Length - done);
                if (!spaces.TryBring(index, (uint)((at + done) >> MemoryLayout.PageShift), out Frame frame, left))
                {
                    break;
                }

                if (at + done + here > spaces.Objects[index].Length)
                {
                    spaces.Objects.ClearTail(index);
                    spaces.Objects[index].Length = at + done + here;
                }

                spaces.Objects.MarkDirty(frame);
                spaces.Owners.Write(frame, offset, bytes.Slice((int)done, (int)here));
                done += here;
            }

            return done;
        }

        /// <summary>Whether a page of an object is zeros that no frame holds.</summary>
        internal bool IsHole(uint index, uint page) =>
            !spaces.Objects[index].HasSource(page) && !spaces.Objects.TryFind(index, page, out _);

        /// <summary>Somebody who is no region holds the object no longer.</summary>
        public void ReleaseObject(uint index)
        {
            spaces.Objects.Release(index);
            spaces.Tables.Settle();
        }

        /// <summary>
        /// Gives an object another length. Pages past a smaller one are gone from every space, private copies of them
        /// too; what a larger one adds is zeros. Needs no frame: tables that several have mean the same to all, and are
        /// changed for all.
        /// </summary>
        public void SetLength(uint index, ulong length)
        {
            ref MemoryObject changed = ref spaces.Objects[index];
            uint before = changed.Pages;
            spaces.Objects.ClearTail(index);
            changed.Length = length;
            changed.SourceBytes = (uint)Math.Min(changed.SourceBytes, length);
            if (changed.Pages < before)
            {
                spaces.Unshow(index, changed.Pages, before - changed.Pages, isObjectPageOnly: false);
                spaces.Objects.RemoveFrom(index, changed.Pages);
            }

            spaces.Objects.ClearTail(index);
            spaces.Tables.Settle();
        }

        /// <summary>
        /// Removes pages of an object from the tables of all spaces, with the private copies of them or without.
        /// </summary>
        internal void Unshow(uint index, uint firstPage, uint pages, bool isObjectPageOnly)
        {
            uint left = spaces.Objects[index].Regions;
            for (uint space = 1; left != 0 && space < spaces.Tables.Pool.End; space++)
            {
                uint region = spaces[space].IsTaken ? spaces.Regions.FindFrom(spaces[space].Root, 0) : 0;
                for (; region != 0; region = spaces.Regions.Next(spaces[space].Root, region))
                {
                    Region shown = spaces.Regions[region];
                    if (shown.Object != index)
                    {
                        continue;
                    }

                    left--;
                    uint from = Math.Max(firstPage, shown.Offset);
                    uint end = Math.Min(firstPage + pages, shown.Offset + shown.Pages);
                    if (from < end)
                    {
                        spaces.Tables.ClearForAll(space, shown.First + (from - shown.Offset), end - from,
                            isObjectPageOnly);
                    }
                }
            }
        }

        /// <summary>
        /// The frame of an object's page, brought into memory if need be, and if more frames than those are available.
        /// </summary>
        internal bool TryBring(uint index, uint page, out Frame frame, uint left = 0)
        {
            bool isThere = spaces.Objects.TryFind(index, page, out frame);
            if (!isThere)
            {
                isThere = spaces.Available > left && spaces.TryReserve(1)
                    && spaces.Objects.Get(index, page, out frame) == SpaceError.None;
                spaces.Tables.Settle();
            }

            return isThere;
        }
    }
}
