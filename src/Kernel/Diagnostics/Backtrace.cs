// The functions that called each other, innermost first: kept as addresses, so that they can be printed again when the
// stack has changed.

using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Memory;

namespace Osmosis.Kernel.Diagnostics;

internal struct Backtrace
{
    private const int MostFrames = 32;

    // Every frame has at least a return address, and no stack holds more of those.
    private const uint MostRepeated = MemoryLayout.StackPages * MemoryLayout.PageSize / sizeof(uint);

    private Frames _frames;
    private int _count;
    private WalkResult _end;
    private uint _endAddress;

    /// <summary>Walks from a place to where nothing called any more, or as far as the stack can be followed.</summary>
    public static void Take(StackWalk walk, out Backtrace trace)
    {
        trace = default;
        uint repeated = 0;
        bool isInterrupted = false;
        do
        {
            trace._frames[trace._count] = new Frame(walk.Eip, walk.IsCall, isInterrupted, repeated);
            trace._end = walk.Step(isFirst: trace._count == 0);
            trace._count++;
            isInterrupted = trace._end == WalkResult.Interrupted;
            repeated = trace._end == WalkResult.Caller ? SkipRepeated(ref walk) : 0;
        }
        while (trace._end is WalkResult.Caller or WalkResult.Interrupted && trace._count < MostFrames);
        trace._endAddress = trace._end == WalkResult.Unreadable ? walk.Unreadable : walk.Eip;
    }

    /// <summary>Prints everything, with full names.</summary>
    public readonly void Print()
    {
        Terminal.WriteLine($"backtrace:");
        for (int i = 0; i < _count; i++)
        {
            Frame frame = _frames[i];
            if (frame.IsInterrupted)
            {
                Terminal.WriteLine($"  --- interrupt ---");
            }

            WriteRepeated(in frame);
            Terminal.Write("  "u8);
            Symbols.WriteAddress(frame.Address, frame.IsCall);
            Terminal.WriteLine();
        }

        WriteEnd();
    }

    /// <summary>
    /// Prints short names, in <paramref name="lines"/> lines at most below the first. The frames of the shell, and
    /// those that lead from interrupted code to a device's handler, are only counted.
    /// </summary>
    public readonly void PrintBriefly(int lines)
    {
        Terminal.WriteLine($"backtrace:");
        int shell = ShellFrames();
        int left = lines - (shell < _count ? 1 : 0) - (_end == WalkResult.Outermost ? 0 : 1);
        for (int i = 0; i < shell; i++)
        {
            Frame frame = _frames[i];
            left -= frame.Repeated != 0 ? 2 : 1;
            if (left < 0 || (left == 0 && i + 1 < shell))
            {
                Terminal.WriteLine($"  ... {shell - i} more");
                break;
            }

            int entry = EntryFrames(i);
            if (entry != 0)
            {
                Terminal.WriteLine($"  --- interrupt, through {entry} frames ---");
                i += entry - 1;
                continue;
            }

            WriteRepeated(in frame);
            Terminal.Write("  "u8);
            Symbols.WriteBriefly(frame.Address, frame.IsCall);
            Terminal.WriteLine();
        }

        if (shell < _count)
        {
            Terminal.WriteLine($"  ... {_count - shell} frames of the shell");
        }

        WriteEnd();
    }

    /// <summary>Skips callers that repeat the same call, as in a recursion, and returns their number.</summary>
    private static uint SkipRepeated(ref StackWalk walk)
    {
        StackWalk next = walk;
        uint repeated = 0;
        while (repeated < MostRepeated && next.Step(isFirst: false) == WalkResult.Caller && next.Eip == walk.Eip)
        {
            walk = next;
            repeated++;
        }

        return repeated;
    }

    // The index of the shell's innermost frame; the number of frames, if the shell called nothing here.
    private readonly int ShellFrames()
    {
        int index = 0;
        while (index < _count && !Symbols.IsIn("CommandShell"u8, _frames[index].Address, _frames[index].IsCall))
        {
            index++;
        }

        return index;
    }

    // How many frames, from one on, lead from interrupted code to a device's handler: methods of Interrupts, and below
    // them the stub in assembly, which has no type. 0 when this one isn't the first of these.
    private readonly int EntryFrames(int first)
    {
        int index = first;
        while (index < _count && Symbols.IsIn("Interrupts"u8, _frames[index].Address, _frames[index].IsCall))
        {
            index++;
        }

        return index > first && index + 1 < _count && _frames[index + 1].IsInterrupted ? index + 1 - first : 0;
    }

    private static void WriteRepeated(ref readonly Frame frame)
    {
        if (frame.Repeated != 0)
        {
            Terminal.WriteLine($"  ... {frame.Repeated} more like the next line");
        }
    }

    private readonly void WriteEnd()
    {
        switch (_end)
        {
            case WalkResult.NotCode:
                Terminal.WriteLine($"  the backtrace ends: 0x{_endAddress:x8} is not the kernel's code");
                break;
            case WalkResult.FrameUnknown:
                Terminal.WriteLine($"  the backtrace ends: where this code keeps its return address is not known");
                break;
            case WalkResult.Unreadable:
                Terminal.WriteLine(
                    $"  the backtrace ends: 0x{_endAddress:x8} should hold a return address, but is on no stack");
                break;
            case WalkResult.Caller or WalkResult.Interrupted:
                Terminal.WriteLine($"  the backtrace ends after {MostFrames} lines; there are more");
                break;
        }
    }

    /// <param name="address">The instruction's address, or the return address of a call.</param>
    /// <param name="isCall">Whether it is a return address.</param>
    /// <param name="isInterrupted">Whether an interrupt came here, so that the frame above is its handler's.</param>
    /// <param name="repeated">How many calls of the same place lie above it.</param>
    private readonly struct Frame(uint address, bool isCall, bool isInterrupted, uint repeated)
    {
        public uint Address { get; } = address;

        public bool IsCall { get; } = isCall;

        public bool IsInterrupted { get; } = isInterrupted;

        public uint Repeated { get; } = repeated;
    }

    [InlineArray(MostFrames)]
    private struct Frames
    {
        private Frame _first;
    }
}
