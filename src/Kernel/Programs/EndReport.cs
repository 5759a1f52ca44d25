// What the tool that started the machine is told when the first program has ended: through the emulator's debug port,
// so that nothing is added to the program's output.

using Osmosis.Kernel.Devices;
using Osmosis.Metal;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Programs;

internal static class EndReport
{
    private static ulong s_start;

    /// <summary>The first program begins.</summary>
    public static void Begin() => s_start = Processor.ReadTimeStamp();

    /// <summary>
    /// Writes lines of a name and numbers: <c>status</c> as wait4 reports it; <c>frames</c>, the most that were taken
    /// at a time; <c>cycles</c> of the processor since <see cref="Begin"/>; <c>fault</c>, an answer (FaultAnswer) and
    /// how often it was given; <c>call</c>, a system call's number, how often it was made, and how often of that in
    /// vain because there is no such call. What never happened has no line.
    /// </summary>
    public static void Send()
    {
        if (!DebugPort.IsPresent)
        {
            return;
        }

        ref Tally tally = ref KernelPrograms.Core.Tally;
        DebugPort.WriteLine("status"u8, KernelPrograms.LastStatus);
        DebugPort.WriteLine("frames"u8, tally.MostFrames);
        DebugPort.WriteLine("cycles"u8, Processor.ReadTimeStamp() - s_start);
        for (uint answer = 0; answer < FaultTally.Size; answer++)
        {
            if (tally.Faults[(int)answer] != 0)
            {
                DebugPort.WriteLine("fault"u8, answer, tally.Faults[(int)answer]);
            }
        }

        for (uint call = 0; call < CallTally.Size; call++)
        {
            if (tally.Calls[(int)call] != 0)
            {
                DebugPort.WriteLine("call"u8, call, tally.Calls[(int)call], tally.Unknown[(int)call]);
            }
        }
    }
}
