using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>
/// The program's memory. It comes as spans, which are checked at every access. A span of pages that were unmapped or
/// protected since is not: using it ends the program by SIGSEGV, unless something else was mapped there.
/// </summary>
public static class AddressSpace
{
    public const int PageSize = 4096;

    private const uint Anonymous = 0x20;
    private const uint NoFile = uint.MaxValue;
    private const uint NoHugePages = 15;

    private static uint s_heapStart;
    private static uint s_heapEnd;

    /// <summary>What <see cref="ExtendHeap"/> has added so far, in one piece.</summary>
    public static Span<byte> Heap => Bytes(s_heapStart, s_heapEnd - s_heapStart);

    /// <summary>
    /// Maps pages of zeros (mmap2). They take no frames before they are touched. ENOMEM, EINVAL: why not.
    /// </summary>
    /// <param name="bytes">How many; rounded up to whole pages.</param>
    /// <param name="access">What the program may do with them.</param>
    /// <param name="sharing">Whether a child shares them.</param>
    /// <param name="memory">The pages, where the system puts them.</param>
    public static Errno Map(int bytes, Access access, Sharing sharing, out Span<byte> memory)
    {
        Errno error = SystemCall.Call(CallNumber.Map, out uint address, 0, (uint)bytes, (uint)access,
            (uint)sharing | Anonymous, NoFile);
        memory = error == Errno.None ? Bytes(address, (uint)bytes) : default;
        return error;
    }

    /// <summary>Takes pages away (munmap). EINVAL: <paramref name="memory"/> doesn't begin with a page.</summary>
    public static Errno Unmap(Span<byte> memory) =>
        SystemCall.Call(CallNumber.Unmap, out _, AddressOf(memory), (uint)memory.Length);

    /// <summary>Changes what the program may do with pages (mprotect). EINVAL, ENOMEM, EACCES: why not.</summary>
    public static Errno Protect(Span<byte> memory, Access access) =>
        SystemCall.Call(CallNumber.Protect, out _, AddressOf(memory), (uint)memory.Length, (uint)access);

    /// <summary>
    /// Asks for pages of 4 KiB only (madvise). EINVAL: the system doesn't know larger ones in a program, or not this
    /// advice.
    /// </summary>
    public static Errno AvoidHugePages(Span<byte> memory) =>
        SystemCall.Call(CallNumber.Advise, out _, AddressOf(memory), (uint)memory.Length, NoHugePages);

    /// <summary>Counts the pages that have a frame (mincore). ENOSYS: the system doesn't tell.</summary>
    public static Errno CountResident(Span<byte> memory, out int pages)
    {
        // One answer a page; a piece of memory at a time.
        Span<byte> answers = stackalloc byte[256];
        pages = 0;
        for (Span<byte> rest = memory; rest.Length != 0;)
        {
            int length = Math.Min(rest.Length, answers.Length * PageSize);
            Errno error = SystemCall.Call(CallNumber.Residence, out _, AddressOf(rest), (uint)length,
                AddressOf(answers));
            if (error != Errno.None)
            {
                return error;
            }

            foreach (byte answer in answers[..((length + PageSize - 1) / PageSize)])
            {
                pages += answer & 1;
            }

            rest = rest[length..];
        }

        return Errno.None;
    }

    /// <summary>
    /// Moves the break (brk), so that <see cref="Heap"/> has more bytes, which are zero. ENOMEM: the system has none,
    /// or the heap would be larger than a span can be.
    /// </summary>
    public static Errno ExtendHeap(int bytes)
    {
        if (s_heapStart == 0)
        {
            // 0 is never granted; the answer is where the break is.
            SystemCall.Call(CallNumber.Break, out s_heapStart);
            s_heapEnd = s_heapStart;
        }

        // A refused break stays where it was, which is the whole answer.
        uint wanted = s_heapEnd + (uint)bytes;
        bool fits = wanted - s_heapStart <= int.MaxValue;
        if (!fits || SystemCall.Call(CallNumber.Break, out uint end, wanted) != Errno.None || end != wanted)
        {
            return Errno.ENOMEM;
        }

        s_heapEnd = end;
        return Errno.None;
    }

    /// <summary>Where a span's first byte lies.</summary>
    public static unsafe uint AddressOf(ReadOnlySpan<byte> bytes)
    {
        // Sound: only the number is used, and nothing moves memory.
        return (uint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
    }

    private static unsafe Span<byte> Bytes(uint address, uint count)
    {
        // Sound: the system has just mapped these bytes for this program, and they don't move.
        return new Span<byte>((void*)address, (int)count);
    }
}
