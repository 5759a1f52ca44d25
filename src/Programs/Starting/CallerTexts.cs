using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// The texts of an execve: two vectors of addresses in the caller's memory, each ended by a 0. A vector that is 0
/// itself has no texts. They are copied from the old space to the new one, and never lie in the kernel as a whole.
/// </summary>
internal ref struct CallerTexts<T>(uint space, uint arguments, uint variables) : IStartTexts<T>
    where T : struct, IProgramMachine
{
    /// <summary>
    /// As on Linux: bytes of one text (MAX_ARG_STRLEN), and of all (a quarter of the stack's ordinary limit).
    /// </summary>
    private const uint LongestText = 128 << 10;
    private const uint MostBytes = 2 << 20;

    private uint _count;

    public Errno Measure(ref Personality<T> system, out TextSizes sizes)
    {
        sizes = default;
        Errno error = Count(ref system, arguments, ref sizes, out sizes.Arguments);
        _count = sizes.Arguments;
        return error == Errno.None ? Count(ref system, variables, ref sizes, out sizes.Variables) : error;
    }

    public Errno LengthOf(ref Personality<T> system, uint index, out uint bytes)
    {
        bytes = 0;
        Errno error = AddressOf(ref system, index, out uint address);
        return error == Errno.None ? LengthAt(ref system, address, out bytes) : error;
    }

    public Errno Copy(ref Personality<T> system, uint index, uint bytes, uint target, uint address)
    {
        Errno error = AddressOf(ref system, index, out uint from);
        Span<byte> piece = system.Page;
        for (uint done = 0; done < bytes && error == Errno.None;)
        {
            Span<byte> some = piece.Slice(0, (int)Math.Min(bytes - done, (uint)piece.Length));
            if (system.Spaces.CopyIn(space, new VirtualAddress(from) + done, some, out _) != SpaceError.None)
            {
                error = Errno.EFAULT;
            }
            else if (system.Spaces.CopyOut(target, new VirtualAddress(address) + done, some, out _) != SpaceError.None)
            {
                error = Errno.ENOMEM;
            }

            done += (uint)some.Length;
        }

        return error;
    }

    private readonly Errno Count(ref Personality<T> system, uint vector, ref TextSizes sizes, out uint count)
    {
        count = 0;
        while (vector != 0)
        {
            if (!system.TryRead(space, vector + (count * sizeof(uint)), out uint address))
            {
                return Errno.EFAULT;
            }

            if (address == 0)
            {
                break;
            }

            Errno error = LengthAt(ref system, address, out uint bytes);
            if (error != Errno.None)
            {
                return error;
            }

            sizes.FirstBytes = sizes.Bytes == 0 ? bytes : sizes.FirstBytes;
            sizes.Bytes += bytes;
            count++;
            if (sizes.Bytes + (count * sizeof(uint)) > MostBytes)
            {
                return Errno.E2BIG;
            }
        }

        return Errno.None;
    }

    private readonly Errno AddressOf(ref Personality<T> system, uint index, out uint address)
    {
        uint vector = index < _count
            ? arguments + (index * sizeof(uint)) : variables + ((index - _count) * sizeof(uint));
        return system.TryRead(space, vector, out address) ? Errno.None : Errno.EFAULT;
    }

    private readonly Errno LengthAt(ref Personality<T> system, uint address, out uint bytes)
    {
        bytes = 0;
        SpaceError error;
        do
        {
            error = system.Spaces.CopyText(space, new VirtualAddress(address) + bytes, system.Page, out uint length);
            bytes += length;
        }
        while (error == SpaceError.PastEnd && bytes % PageBuffer.Size == 0 && bytes <= LongestText);

        bytes++;
        return bytes > LongestText ? Errno.E2BIG : error == SpaceError.None ? Errno.None : Errno.EFAULT;
    }
}
