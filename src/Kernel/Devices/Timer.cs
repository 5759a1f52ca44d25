// The clock: ticks of 10 ms since interrupts came on.

using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static unsafe class Timer
{
    public const uint Line = 0;
    public const uint Hertz = 100;

    private const uint MillisecondsPerTick = 1000 / Hertz;

    // About 0.3 s, and the first tick is due in 10 ms.
    private const int FirstTickLimit = 100_000;

    private static bool s_isCounting;
    private static ulong s_ticks;
    private static delegate*<void> s_atNextTick;

    /// <summary>Whether the timer was found to count, when it was started.</summary>
    public static bool IsPresent => s_isCounting;

    /// <summary>
    /// Whether ticks come; waits for the first one if need be, but not for long. Interrupts must be on. A timer may
    /// count although its interrupts lead nowhere.
    /// </summary>
    public static bool IsTicking
    {
        get
        {
            for (int i = 0; s_isCounting && Ticks == 0 && i < FirstTickLimit; i++)
            {
                Pit.ReadCounter();
            }

            return Ticks != 0;
        }
    }

    public static void Start()
    {
        Pit.Start(Hertz);
        s_isCounting = Pit.IsCounting();
        Pic.Enable(Line);
    }

    /// <summary>
    /// Ticks so far. Reading them takes two loads on this processor, so interrupts are off between them.
    /// </summary>
    public static ulong Ticks
    {
        get
        {
            using InterruptState off = InterruptState.Disable();
            return s_ticks;
        }
    }

    /// <summary>The tick count at which at least the given milliseconds will have passed.</summary>
    private static ulong DeadlineAfter(uint milliseconds) =>
        Ticks + (milliseconds / MillisecondsPerTick) + (milliseconds % MillisecondsPerTick != 0 ? 2u : 1u);

    /// <summary>
    /// Waits at least the given time; returns false if control-C ended the wait. Interrupts must be on, and the timer
    /// ticking.
    /// </summary>
    public static bool Sleep(uint milliseconds)
    {
        ulong deadline = DeadlineAfter(milliseconds);
        while (Ticks < deadline)
        {
            if (BreakKey.IsPressed)
            {
                return false;
            }

            AwaitTick();
        }

        return true;
    }

    /// <summary>
    /// Waits for an interrupt, which is a tick at the latest. Interrupts must be on, or it would wait for ever.
    /// </summary>
    private static void AwaitTick()
    {
        using (InterruptState state = InterruptState.Disable())
        {
            if (!state.WereEnabled)
            {
                Panic.Stop($"waiting for the clock with interrupts off, at tick {s_ticks}");
            }
        }

        Processor.AwaitInterrupt();
    }

    /// <summary>Makes the next tick's handler call a function, once.</summary>
    public static void CallAtNextTick(delegate*<void> function)
    {
        using InterruptState off = InterruptState.Disable();
        s_atNextTick = function;
    }

    public static void OnInterrupt()
    {
        s_ticks++;
        delegate*<void> function = s_atNextTick;
        if (function != null)
        {
            s_atNextTick = null;
            function();
        }
    }
}
