using System;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>An open file, or an end of a pipe.</summary>
/// <param name="number">The number that the system knows it by.</param>
public readonly struct Descriptor(uint number)
{
    public static Descriptor Output => new(1);

    public static Descriptor Error => new(2);

    /// <summary>Makes a pipe. EMFILE, ENFILE: why not.</summary>
    public static Errno Pipe(out Descriptor reading, out Descriptor writing)
    {
        Span<uint> ends = stackalloc uint[2];
        Errno error = SystemCall.Call(CallNumber.Pipe, out _, AddressSpace.AddressOf(MemoryMarshal.AsBytes(ends)));
        reading = new Descriptor(ends[0]);
        writing = new Descriptor(ends[1]);
        return error;
    }

    /// <summary>Reads what there is, and waits while there is nothing.</summary>
    /// <param name="bytes">Where to put it.</param>
    /// <param name="count">How many bytes came; 0 at the end.</param>
    public Errno Read(Span<byte> bytes, out uint count)
    {
        Errno error;
        do
        {
            error = SystemCall.Call(CallNumber.Read, out count, number, AddressSpace.AddressOf(bytes),
                (uint)bytes.Length);
        }
        while (error == Errno.EINTR);

        return error;
    }

    /// <summary>Writes all of it, in as many calls as it takes.</summary>
    public Errno Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length != 0)
        {
            Errno error = SystemCall.Call(CallNumber.Write, out uint count, number, AddressSpace.AddressOf(bytes),
                (uint)bytes.Length);
            if (error is not (Errno.None or Errno.EINTR))
            {
                return error;
            }

            bytes = bytes[(int)count..];
        }

        return Errno.None;
    }

    public Errno Close() => SystemCall.Call(CallNumber.Close, out _, number);
}
