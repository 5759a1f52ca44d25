// Shared memory: parent and child write to the same page, and to a page of which each has its own.
using System;
using System.Runtime;
using Osmosis.Programs.Errors;

namespace Share;

internal static class Program
{
    private const int FromParent = 0;
    private const int FromChild = 1;

    [RuntimeExport("program_main")]
    private static int Main()
    {
        Errno error = AddressSpace.Map(AddressSpace.PageSize, Access.Read | Access.Write, Sharing.Shared,
            out Span<byte> shared);
        Errno ownError = AddressSpace.Map(AddressSpace.PageSize, Access.Read | Access.Write, Sharing.Private,
            out Span<byte> own);
        error = error != Errno.None ? error : ownError;
        if (error != Errno.None)
        {
            return Output.Fail($"mmap: {error}");
        }

        error = Descriptor.Pipe(out Descriptor reading, out Descriptor writing);
        if (error != Errno.None)
        {
            return Output.Fail($"pipe: {error}");
        }

        error = Process.Fork(out uint child);
        return error != Errno.None ? Output.Fail($"fork: {error}")
            : child == 0 ? Child(shared, own, reading, writing)
            : Parent(shared, own, writing, child);
    }

    private static int Parent(Span<byte> shared, Span<byte> own, Descriptor writing, uint child)
    {
        shared[FromParent] = own[FromParent] = (byte)'p';
        Output.WriteLine($"parent: wrote p to the shared page and to its own");
        Errno error = writing.Write("."u8);
        if (error != Errno.None)
        {
            return Output.Fail($"parent: write: {error}");
        }

        error = Process.Wait(child, out ProcessEnd end);
        if (error != Errno.None || !end.IsSuccess)
        {
            return Output.Fail($"parent: the child ended with status {end.Status}, signal {end.Signal}");
        }

        return Judge("parent"u8, shared[FromChild] == 'c', own[FromChild] == 0);
    }

    private static int Child(Span<byte> shared, Span<byte> own, Descriptor reading, Descriptor writing)
    {
        // Without its own end for writing it notices when the parent is gone.
        Span<byte> told = stackalloc byte[1];
        Errno error = writing.Close();
        uint count = 0;
        error = error != Errno.None ? error : reading.Read(told, out count);
        if (error != Errno.None || count == 0)
        {
            return Output.Fail($"child: nothing came from the parent: {error}");
        }

        int status = Judge("child"u8, shared[FromParent] == 'p', own[FromParent] == 0);
        shared[FromChild] = own[FromChild] = (byte)'c';
        Output.WriteLine($"child: wrote c to the shared page and to its own");
        return status;
    }

    private static int Judge(ReadOnlySpan<byte> who, bool seesShared, bool hasOwn)
    {
        if (!seesShared || !hasOwn)
        {
            return Output.Fail(
                $"{who}: {(seesShared ? "its own page was written by the other"u8
                    : "the shared page isn't shared"u8)}");
        }

        Output.WriteLine($"{who}: the shared page has what the other wrote, its own page hasn't");
        return 0;
    }
}
