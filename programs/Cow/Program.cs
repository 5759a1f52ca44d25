// Copy on write: after a fork, parent and child have the same pages until one of them writes. Then each sees its own.
using System;
using System.Runtime;
using Osmosis.Programs.Errors;

namespace Cow;

internal static class Program
{
    private const int Pages = 16;

    [RuntimeExport("program_main")]
    private static int Main()
    {
        Errno error = AddressSpace.Map(Pages * AddressSpace.PageSize, Access.Read | Access.Write, Sharing.Private,
            out Span<byte> memory);
        if (error != Errno.None)
        {
            return Output.Fail($"mmap: {error}");
        }

        Write(memory, (byte)'b', out _);
        Output.WriteLine($"before: wrote b to {Pages} pages");
        error = Process.Fork(out uint child);
        if (error != Errno.None)
        {
            return Output.Fail($"fork: {error}");
        }

        if (child == 0)
        {
            int before = Count(memory, (byte)'b');
            return Tell("child"u8, memory, (byte)'c', before);
        }

        // Written while the child is there, and told after it has told its own.
        bool isCounted = Write(memory, (byte)'p', out uint faults);
        error = Process.Wait(child, out ProcessEnd end);
        return error != Errno.None ? Output.Fail($"wait4: {error}")
            : !end.IsSuccess ? Output.Fail($"the child ended with status {end.Status}, signal {end.Signal}")
            : Report("parent"u8, memory, (byte)'p', isCounted, faults);
    }

    private static int Tell(ReadOnlySpan<byte> who, Span<byte> memory, byte letter, int before)
    {
        bool isCounted = Write(memory, letter, out uint faults);
        return before == Pages
            ? Report(who, memory, letter, isCounted, faults) : Output.Fail($"{who}: {before} pages had b");
    }

    private static int Report(ReadOnlySpan<byte> who, Span<byte> memory, byte letter, bool isCounted, uint faults)
    {
        int own = Count(memory, letter);
        ReadOnlySpan<byte> written = [letter];
        Output.Write($"{who}: wrote {written} and sees {written} in {own} pages");
        if (isCounted)
        {
            Output.Write($", after {faults} page faults");
        }

        Output.WriteLine($"");
        return own != Pages ? Output.Fail($"{who}: somebody else's letter is in {Pages - own} pages")
            : isCounted && faults < Pages
            ? Output.Fail($"{who}: {Pages} pages can't become one's own in {faults} page faults")
            : 0;
    }

    /// <summary>Writes a letter to each page. True if the system counts the page faults that this takes.</summary>
    private static bool Write(Span<byte> memory, byte letter, out uint faults)
    {
        Errno error = Process.CountPageFaults(out uint before);
        for (int page = 0; page < Pages; page++)
        {
            memory[page * AddressSpace.PageSize] = letter;
        }

        Process.CountPageFaults(out uint after);
        faults = after - before;
        return error == Errno.None;
    }

    private static int Count(Span<byte> memory, byte letter)
    {
        int count = 0;
        for (int page = 0; page < Pages; page++)
        {
            count += memory[page * AddressSpace.PageSize] == letter ? 1 : 0;
        }

        return count;
    }
}
