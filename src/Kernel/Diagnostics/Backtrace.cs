// Prints how the processor got where it is: the functions that called each other, innermost first.

using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Diagnostics;

internal static class Backtrace
{
    private const int MostFrames = 32;

    /// <summary>From the instruction at EIP, with the stack as it is before that instruction.</summary>
    public static void Print(uint eip, uint esp, uint ebp) => Print(new StackWalk(eip, esp, ebp, false));

    /// <summary>From a call: what it returns to, the address just above the return address on the stack, and EBP as it was at the call.</summary>
    public static void PrintFromCall(uint returnAddress, uint esp, uint ebp) => Print(new StackWalk(returnAddress, esp, ebp, true));

    private static void Print(StackWalk walk)
    {
        Terminal.WriteLine($"backtrace:");
        for (int frame = 0; frame < MostFrames; frame++)
        {
            WriteFrame(in walk);
            switch (walk.Step(isFirst: frame == 0))
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

        Terminal.WriteLine($"  the backtrace ends after {MostFrames} frames; there are more");
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
