using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Userland;

/// <summary>Between the first instruction (Assembly/Start.asm) and the program's own code.</summary>
internal static class ProgramStart
{
    /// <summary>Runs the program.</summary>
    /// <param name="words">What the stack pointer leads to when the program starts.</param>
    /// <returns>The program's status.</returns>
    [RuntimeExport("program_start")]
    private static unsafe int Start(uint* words)
    {
        Arguments.Initialise(words);
        HandleSignals();
        return Main();
    }

    [RuntimeImport("*", "handle_signals")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void HandleSignals();

    [RuntimeImport("*", "program_main")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int Main();
}
