// Takes all memory there is, a page at a time, until it is refused. On Linux, try it below a limit: `ulimit -v 65536`.
using System;
using System.Runtime;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Hog;

internal static class Program
{
    private const int PageWords = AddressSpace.PageSize / sizeof(uint);

    private static Span<uint> Words => MemoryMarshal.Cast<byte, uint>(AddressSpace.Heap);

    [RuntimeExport("program_main")]
    private static int Main()
    {
        Output.WriteLine($"taking memory");
        Errno clock = Clock.Now(out ulong start);
        int pages = 0;
        Errno error;
        while ((error = AddressSpace.ExtendHeap(AddressSpace.PageSize)) == Errno.None)
        {
            Words[pages * PageWords] = (uint)pages;
            pages++;
        }

        Output.Write($"refused: {error}, after {pages} pages");
        if (clock == Errno.None && Clock.Now(out ulong end) == Errno.None)
        {
            Output.Write($" in {(end - start) / 1000} ms");
        }

        Output.WriteLine($"");
        for (int page = 0; page < pages; page++)
        {
            uint number = Words[page * PageWords];
            if (number != (uint)page)
            {
                return Output.Fail($"page {page} has the number {number}");
            }
        }

        Output.WriteLine($"each page still has its number");
        return pages != 0 ? 0 : Output.Fail($"not even a page was given");
    }
}
