using System;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// The one gate through which the kernel reaches a program's memory (U7), whether its space is loaded or not. Each page
/// is decided about as if the program itself touched it, so that copy-on-write, demand and rights hold for the kernel,
/// too.
/// </summary>
public static class UserMemory
{
    // Most texts are shorter than that.
    private const uint TextPiece = 64;

    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>Copies bytes out of a program's memory. The error is that of the first page that refuses.</summary>
        /// <param name="space">Whose memory.</param>
        /// <param name="address">The first byte.</param>
        /// <param name="bytes">Where they go.</param>
        /// <param name="done">How many were copied.</param>
        public SpaceError CopyIn(uint space, VirtualAddress address, Span<byte> bytes, out uint done)
        {
            done = 0;
            while (done < (uint)bytes.Length)
            {
                uint here = FrameOwners<T>.BytesInPage(address.Value + done, (uint)bytes.Length - done);
                SpaceError error = spaces.Reach(space, address.Value + done, Access.Read, out Frame frame);
                if (error != SpaceError.None)
                {
                    return error;
                }

                spaces.Owners.Read(frame, (address.Value + done) & MemoryLayout.PageOffsetMask,
                    bytes.Slice((int)done, (int)here));
                done += here;
            }

            return SpaceError.None;
        }

        /// <summary>Copies bytes into a program's memory. Otherwise as <see cref="CopyIn"/>.</summary>
        public SpaceError CopyOut(uint space, VirtualAddress address, ReadOnlySpan<byte> bytes, out uint done)
        {
            done = 0;
            while (done < (uint)bytes.Length)
            {
                uint here = FrameOwners<T>.BytesInPage(address.Value + done, (uint)bytes.Length - done);
                SpaceError error = spaces.Reach(space, address.Value + done, Access.Write, out Frame frame);
                if (error != SpaceError.None)
                {
                    return error;
                }

                spaces.Owners.Write(frame, (address.Value + done) & MemoryLayout.PageOffsetMask,
                    bytes.Slice((int)done, (int)here));
                done += here;
            }

            return SpaceError.None;
        }

        /// <summary>
        /// Copies bytes of an object into a program's memory, from frame to frame; a hole stays one. The object must
        /// have so many. Otherwise as <see cref="CopyOut"/>; OutOfMemory also when the object's page can't be had.
        /// </summary>
        /// <param name="space">Whose memory.</param>
        /// <param name="address">The first byte.</param>
        /// <param name="index">The object.</param>
        /// <param name="at">The first byte there.</param>
        /// <param name="count">How many.</param>
        /// <param name="done">How many were copied.</param>
        public SpaceError CopyObjectOut(uint space, VirtualAddress address, uint index, ulong at, uint count,
            out uint done)
        {
            done = 0;
            while (done < count)
            {
                uint offset = (uint)(at + done) & MemoryLayout.PageOffsetMask;
                uint here = FrameOwners<T>.BytesInPage(address.Value + done,
                    FrameOwners<T>.BytesInPage(offset, count - done));

                // The program's page comes first: it may be written, so it is none of those that are given up for the
                // other one.
                SpaceError error = spaces.Reach(space, address.Value + done, Access.Write, out Frame to);
                if (error != SpaceError.None)
                {
                    return error;
                }

                uint page = (uint)((at + done) >> MemoryLayout.PageShift);
                Frame from = spaces.Owners.Zero;
                if (!spaces.IsHole(index, page) && !spaces.TryBring(index, page, out from))
                {
                    return SpaceError.OutOfMemory;
                }

                spaces.Owners.Copy(from, offset, to, (address.Value + done) & MemoryLayout.PageOffsetMask, here);
                done += here;
            }

            return SpaceError.None;
        }

        /// <summary>
        /// Copies a text out of a program's memory, up to the zero that ends it. Pages behind that zero are not looked
        /// at. Errors: that of the first page that refuses; PastEnd when the text has no end within
        /// <paramref name="bytes"/>.
        /// </summary>
        /// <param name="space">Whose memory.</param>
        /// <param name="address">The first byte.</param>
        /// <param name="bytes">Where it goes; the zero, too.</param>
        /// <param name="length">Bytes before the zero.</param>
        public SpaceError CopyText(uint space, VirtualAddress address, Span<byte> bytes, out uint length)
        {
            length = 0;
            while (length < (uint)bytes.Length)
            {
                uint most = Math.Min(TextPiece, (uint)bytes.Length - length);
                uint here = FrameOwners<T>.BytesInPage(address.Value + length, most);
                Span<byte> piece = bytes.Slice((int)length, (int)here);
                SpaceError error = spaces.CopyIn(space, address + length, piece, out _);
                if (error != SpaceError.None)
                {
                    return error;
                }

                for (int i = 0; i < piece.Length; i++, length++)
                {
                    if (piece[i] == 0)
                    {
                        return SpaceError.None;
                    }
                }
            }

            return SpaceError.PastEnd;
        }

        /// <summary>
        /// The frame behind an address, when the program may do that there. Nothing is decided about what the processor
        /// would let the program do: a program's access would not fault either. No copy wraps: it is refused where the
        /// program's part ends.
        /// </summary>
        private SpaceError Reach(uint space, uint address, Access access, out Frame frame)
        {
            uint page = address >> MemoryLayout.PageShift;
            return spaces.Tables.Lets(space, page, access, out frame)
                ? SpaceError.None
                : spaces.HandleFault(space, page, access, out _, out frame);
        }
    }
}
