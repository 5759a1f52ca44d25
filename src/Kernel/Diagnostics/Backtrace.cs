// Prints the functions that called each other, innermost first.

using Osmosis.Kernel.Console;
using Osmosis.Memory;

namespace Osmosis.Kernel.Diagnostics;

internal static class Backtrace
{
    private const int MostLines = 32;

    // Every frame has at least a return address, and no stack holds more of those.
    private const uint MostFrames = MemoryLayout.StackPages * MemoryLayout.PageSize / sizeof(uint);

    /// <summary>Prints from the instruction at EIP, with the stack as it is before that instruction.</summary>
    public static void Print(uint eip, uint esp, uint ebp) => Print(new StackWalk(eip, esp, ebp, false));

    /// <summary>
    /// Prints from a call: its return address, the stack address just above that, and EBP at the call.
    /// </summary>
    public static void PrintFromCall(uint returnAddress, uint esp, uint ebp) => Print(new StackWalk(returnAddress, esp, ebp, true));

    /// <summary>Prints from the walk's current place.</summary>
    public static void Print(StackWalk walk)
    {
        Terminal.WriteLine($"backtrace:");
        for (int line = 0; line < MostLines; line++)
        {
            WriteFrame(in walk);
            WalkResult result = walk.Step(isFirst: line == 0);
            switch (SkipRepeated(ref walk, result))
            {
                case WalkResult.Caller:
                    break;
                case WalkResult.Interrupted:
                    Terminal.WriteLine($"  --- interrupt ---");
                    break;
                case WalkResult.Outermost:
                    return;
                case WalkResult.NotCode:
                    Terminal.WriteLine($"  the backtrace ends: 0x{walk.Eip:x8} is not the kernel's code");
                    return;
                case WalkResult.FrameUnknown:
                    Terminal.WriteLine($"  the backtrace ends: where this code keeps its return address is not known");
                    return;
                case WalkResult.Unreadable:
                    Terminal.WriteLine($"  the backtrace ends: 0x{walk.Unreadable:x8}, where the return address or the frame pointer should be, is on no stack");
                    return;
            }
        }

        Terminal.WriteLine($"  the backtrace ends after {MostLines} lines; there are more");
    }

    /// <summary>Skips callers that repeat the same call, as in a recursion, and prints their number.</summary>
    private static WalkResult SkipRepeated(ref StackWalk walk, WalkResult result)
    {
        if (result != WalkResult.Caller)
        {
            return result;
        }

        StackWalk next = walk;
        uint repeated = 0;
        while (repeated < MostFrames && next.Step(isFirst: false) == WalkResult.Caller && next.Eip == walk.Eip)
        {
            walk = next;
            repeated++;
        }

        if (repeated != 0)
        {
            Terminal.WriteLine($"  ... {repeated} more like the next line");
        }

        return result;
    }

    private static void WriteFrame(ref readonly StackWalk walk)
    {
        Terminal.Write("  "u8);
        if (walk.IsCall)
        {
            Symbols.WriteReturnAddress(walk.Eip);
        }
        else
        {
            Symbols.WriteAddress(walk.Eip);
        }

        Terminal.WriteLine();
    }
}
