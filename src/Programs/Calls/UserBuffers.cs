using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>
/// The memory that a call reads into or writes from: one buffer, or a vector of them (struct iovec: address and bytes),
/// gone through from the first byte to the last.
/// </summary>
internal struct UserBuffers
{
    /// <summary>As Linux's MAX_RW_COUNT: no call moves more bytes.</summary>
    public const uint MostBytes = 0x7FFF_F000;

    private const uint MostBuffers = 1024;

    private readonly uint _space;
    private uint _vector;
    private uint _buffers;
    private uint _address;
    private uint _here;

    private UserBuffers(uint space, uint vector, uint buffers, uint left)
    {
        _space = space;
        _vector = vector;
        _buffers = buffers;
        Left = left;
    }

    /// <summary>Bytes that are left.</summary>
    public uint Left { get; private set; }

    public static UserBuffers One(uint space, uint address, uint bytes) =>
        new(space, 0, 0, Math.Min(bytes, MostBytes)) { _address = address, _here = Math.Min(bytes, MostBytes) };

    /// <summary>EINVAL for too many buffers, or more bytes than a signed number holds; EFAULT.</summary>
    public static Errno Several<T>(ref Personality<T> system, uint space, uint vector, uint count,
        out UserBuffers buffers)
        where T : struct, IProgramMachine
    {
        buffers = default;
        if (count > MostBuffers)
        {
            return Errno.EINVAL;
        }

        uint total = 0;
        for (uint i = 0; i < count; i++)
        {
            if (!system.TryRead(space, vector + (i * sizeof(ulong)), out ulong buffer))
            {
                return Errno.EFAULT;
            }

            uint bytes = (uint)(buffer >> 32);
            if ((int)bytes < 0)
            {
                return Errno.EINVAL;
            }

            total += Math.Min(bytes, MostBytes - total);
        }

        buffers = new UserBuffers(space, vector, count, total);
        return Errno.None;
    }

    /// <summary>
    /// Copies the next bytes out of the program's memory. Returns how many: fewer at a page that refuses.
    /// </summary>
    public uint CopyIn<T>(ref Personality<T> system, Span<byte> bytes)
        where T : struct, IProgramMachine
    {
        uint done = 0;
        while (done < (uint)bytes.Length && TryFindNext(ref system))
        {
            Span<byte> piece = bytes.Slice((int)done, (int)Math.Min(_here, (uint)bytes.Length - done));
            SpaceError error = system.Spaces.CopyIn(_space, new VirtualAddress(_address), piece, out uint copied);
            if (!Count(error, copied, ref done))
            {
                break;
            }
        }

        return done;
    }

    /// <summary>As <see cref="CopyIn"/>, into the program's memory.</summary>
    public uint CopyOut<T>(ref Personality<T> system, ReadOnlySpan<byte> bytes)
        where T : struct, IProgramMachine
    {
        uint done = 0;
        while (done < (uint)bytes.Length && TryFindNext(ref system))
        {
            ReadOnlySpan<byte> piece = bytes.Slice((int)done, (int)Math.Min(_here, (uint)bytes.Length - done));
            SpaceError error = system.Spaces.CopyOut(_space, new VirtualAddress(_address), piece, out uint copied);
            if (!Count(error, copied, ref done))
            {
                break;
            }
        }

        return done;
    }

    /// <summary>
    /// Copies bytes of an object into the program's memory. Returns how many: fewer at a page that refuses.
    /// </summary>
    public uint CopyOut<T>(ref Personality<T> system, uint contents, ulong at, uint count)
        where T : struct, IProgramMachine
    {
        uint done = 0;
        while (done < count && TryFindNext(ref system))
        {
            SpaceError error = system.Spaces.CopyObjectOut(
                _space, new VirtualAddress(_address), contents, at + done, Math.Min(_here, count - done),
                out uint copied);
            if (!Count(error, copied, ref done))
            {
                break;
            }
        }

        return done;
    }

    /// <summary>Whether so many bytes, or all that there is room for, can be written there.</summary>
    public readonly bool CanTake<T>(ref Personality<T> system, uint bytes)
        where T : struct, IProgramMachine
    {
        UserBuffers rest = this;
        for (uint left = Math.Min(bytes, Left); left != 0;)
        {
            bool isThere = rest.TryFindNext(ref system)
                && system.Spaces.Foresee(_space, new VirtualAddress(rest._address), Access.Write)
                    is not (FaultAnswer.NoRegion or FaultAnswer.NotAllowed or FaultAnswer.PastEnd);
            if (!isThere)
            {
                return false;
            }

            uint inPage = MemoryLayout.PageSize - (rest._address & MemoryLayout.PageOffsetMask);
            uint here = Math.Min(Math.Min(rest._here, inPage), left);
            rest.Advance(here);
            left -= here;
        }

        return true;
    }

    /// <summary>Leaves out bytes that an earlier try of the call has done.</summary>
    public void Skip<T>(ref Personality<T> system, uint bytes)
        where T : struct, IProgramMachine
    {
        while (bytes != 0 && TryFindNext(ref system))
        {
            uint here = Math.Min(bytes, _here);
            Advance(here);
            bytes -= here;
        }
    }

    /// <summary>Goes on behind a piece. False when its page refused the rest.</summary>
    private bool Count(SpaceError error, uint copied, ref uint done)
    {
        Advance(copied);
        done += copied;
        return error == SpaceError.None;
    }

    private void Advance(uint bytes)
    {
        _address += bytes;
        _here -= bytes;
        Left -= bytes;
    }

    // The vector was read once for its sum, and a read may have changed it since: neither more bytes than the sum nor
    // more buffers than the count are gone through.
    private bool TryFindNext<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        while (_here == 0 && Left != 0)
        {
            if (_buffers == 0 || !system.TryRead(_space, _vector, out ulong buffer))
            {
                return false;
            }

            _buffers--;
            _vector += sizeof(ulong);
            _address = (uint)buffer;
            _here = Math.Min((uint)(buffer >> 32), Left);
        }

        return Left != 0;
    }
}
