using Osmosis.Programs.Delivery;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>
/// Calls that have much to do. They do it in parts: between two of them the clock, the terminal and other threads get
/// their turn, and a signal that ends the process does so. No other signal interrupts them, as on Linux.
/// </summary>
internal static class LongCalls
{
    /// <summary>Bytes that a call moves in one turn.</summary>
    public const uint BytesInTurn = 1 << 20;

    /// <summary>Pieces, each of a page at most, that a call moves from file to file in one turn.</summary>
    public const uint PiecesInTurn = BytesInTurn / PageBuffer.Size;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>What becomes of a thread whose call goes on.</summary>
        public NextStep EndPart(uint thread) =>
            system.HasEnd(in system.Processes.Thread(thread)) ? system.Deliver(thread) : NextStep.Yield;
    }

    /// <summary>How much a call had done in earlier turns.</summary>
    public static uint DoneBefore(in Thread caller) => caller.IsInCall ? caller.Progress : 0;

    /// <summary>A call has done so much, and goes on behind that in the thread's next turn.</summary>
    public static uint GoOn(ref Thread caller, uint done)
    {
        caller.Progress = done;
        return CallResult.GoesOn;
    }
}
