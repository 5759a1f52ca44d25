// The stack grows by itself, down to its limit. `stack over` goes on, and is ended there.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;

namespace Stack;

internal static class Program
{
    private const int FrameBytes = 1024;
    private const uint OrdinaryLimit = 8 << 20;

    // For arguments, environment and the frames of the calls between.
    private const uint MostReserve = 256 << 10;

    [RuntimeExport("program_main")]
    private static int Main()
    {
        bool isOver = Arguments.Count == 1 && Arguments.At(1).SequenceEqual("over"u8);
        if (Arguments.Count != 0 && !isOver)
        {
            return Output.Refuse($"call it without arguments, or with: over");
        }

        Errno error = Process.StackLimit(out uint limit);
        if (error != Errno.None)
        {
            limit = OrdinaryLimit;
            Output.WriteLine($"the system doesn't tell a limit ({error}): {limit >> 10} KiB are taken for it");
        }
        else if (limit == uint.MaxValue)
        {
            limit = OrdinaryLimit;
            Output.WriteLine($"there is no limit: {limit >> 10} KiB are taken for it");
        }
        else
        {
            Output.WriteLine($"the limit is {limit >> 10} KiB");
        }

        Span<byte> top = stackalloc byte[1];
        uint goal = isOver ? AddressSpace.AddressOf(top) : limit - Math.Min(limit / 4, MostReserve);
        Output.WriteLine($"going down {(isOver ? "past it, by"u8 : "by"u8)} {goal >> 10} KiB");
        uint lowest = AddressSpace.AddressOf(top) - goal;
        if (!Descend(lowest, out uint frames))
        {
            return Output.Fail($"only {frames} frames kept what they were given");
        }

        Output.WriteLine($"{frames} frames kept what they were given");
        return 0;
    }

    /// <summary>Fills a frame, descends by the others, and then counts it if nobody has changed it.</summary>
    /// <param name="lowest">Where the last frame shall lie.</param>
    /// <param name="whole">How many frames from this one down are what they were.</param>
    /// <returns>Whether all are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Descend(uint lowest, out uint whole)
    {
        Span<byte> frame = stackalloc byte[FrameBytes];
        byte own = (byte)(AddressSpace.AddressOf(frame) / FrameBytes);
        frame.Fill(own);
        whole = 0;
        bool isWhole = AddressSpace.AddressOf(frame) < lowest || Descend(lowest, out whole);
        foreach (byte value in frame)
        {
            isWhole &= value == own;
        }

        whole += isWhole ? 1u : 0;
        return isWhole;
    }
}
