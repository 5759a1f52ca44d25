// Every shell command, in the order that `help` lists them.

using System;
using Osmosis.Kernel.Shell.Commands;

namespace Osmosis.Kernel.Shell;

internal static class CommandTable
{
    /// <summary>The command at a position from 0; false past the last.</summary>
    public static bool TryGet(int index, out CommandEntry entry)
    {
        entry = index switch
        {
            0 => CommandEntry.Of<AllocTestCommand>(),
            1 => CommandEntry.Of<ClearCommand>(),
            2 => CommandEntry.Of<FaultCommand>(),
            3 => CommandEntry.Of<FramesCommand>(),
            4 => CommandEntry.Of<HaltCommand>(),
            5 => CommandEntry.Of<HeapCommand>(),
            6 => CommandEntry.Of<HelpCommand>(),
            7 => CommandEntry.Of<InfoCommand>(),
            8 => CommandEntry.Of<IrqCommand>(),
            9 => CommandEntry.Of<MapCommand>(),
            10 => CommandEntry.Of<MemMapCommand>(),
            11 => CommandEntry.Of<MemCommand>(),
            12 => CommandEntry.Of<PagingCommand>(),
            13 => CommandEntry.Of<PeekCommand>(),
            14 => CommandEntry.Of<PokeCommand>(),
            15 => CommandEntry.Of<PtDumpCommand>(),
            16 => CommandEntry.Of<PteCommand>(),
            17 => CommandEntry.Of<RebootCommand>(),
            18 => CommandEntry.Of<ResolveCommand>(),
            19 => CommandEntry.Of<SleepCommand>(),
            20 => CommandEntry.Of<TicksCommand>(),
            21 => CommandEntry.Of<UnmapCommand>(),
            22 => CommandEntry.Of<UptimeCommand>(),
            _ => default,
        };
        return !entry.Name.IsEmpty;
    }

    public static bool TryFind(ReadOnlySpan<byte> name, out CommandEntry entry)
    {
        for (int i = 0; TryGet(i, out entry); i++)
        {
            if (entry.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
