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
            9 => CommandEntry.Of<KfreeCommand>(),
            10 => CommandEntry.Of<KmallocCommand>(),
            11 => CommandEntry.Of<MapCommand>(),
            12 => CommandEntry.Of<MemMapCommand>(),
            13 => CommandEntry.Of<MemCommand>(),
            14 => CommandEntry.Of<PagingCommand>(),
            15 => CommandEntry.Of<PeekCommand>(),
            16 => CommandEntry.Of<PokeCommand>(),
            17 => CommandEntry.Of<PtDumpCommand>(),
            18 => CommandEntry.Of<PteCommand>(),
            19 => CommandEntry.Of<RebootCommand>(),
            20 => CommandEntry.Of<ResolveCommand>(),
            21 => CommandEntry.Of<SleepCommand>(),
            22 => CommandEntry.Of<TicksCommand>(),
            23 => CommandEntry.Of<UnmapCommand>(),
            24 => CommandEntry.Of<UptimeCommand>(),
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
