using System;
using System.Runtime.InteropServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Processes;

/// <summary>Structures and paths in a program's memory, at any address, through the core's gate (U7).</summary>
internal static class UserRecords
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Copies a structure out of a program's memory, once. False: EFAULT.</summary>
        public bool TryRead<TRecord>(uint space, uint address, out TRecord record)
            where TRecord : struct
        {
            record = default;
            return system.TryReadInto(space, address, ref record);
        }

        /// <summary>As <see cref="TryRead"/>, in place of what is there; when it fails, of a part of it.</summary>
        public bool TryReadInto<TRecord>(uint space, uint address, ref TRecord record)
            where TRecord : struct
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(new Span<TRecord>(ref record));
            return system.Spaces.CopyIn(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
        }

        /// <summary>Copies a structure into a program's memory. False: EFAULT.</summary>
        public bool TryWrite<TRecord>(uint space, uint address, in TRecord record)
            where TRecord : struct
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<TRecord>(in record));
            return system.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
        }

        /// <summary>Copies a path out of the caller's memory. EFAULT, ENAMETOOLONG.</summary>
        /// <param name="caller">Whose memory.</param>
        /// <param name="address">Its first byte.</param>
        /// <param name="buffer">Where it goes.</param>
        /// <param name="length">Bytes, without the zero that ends it.</param>
        public Errno ReadPath(in Thread caller, uint address, ref PathBuffer buffer, out uint length)
        {
            SpaceError error =
                system.Spaces.CopyText(system.SpaceOf(in caller), new VirtualAddress(address), buffer, out length);
            return error switch
            {
                SpaceError.None => Errno.None,
                SpaceError.PastEnd when length == PathBuffer.Size => Errno.ENAMETOOLONG,
                _ => Errno.EFAULT,
            };
        }
    }
}
