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
            2 => CommandEntry.Of<FramesCommand>(),
            3 => CommandEntry.Of<HaltCommand>(),
            4 => CommandEntry.Of<HeapCommand>(),
            5 => CommandEntry.Of<HelpCommand>(),
            6 => CommandEntry.Of<InfoCommand>(),
            7 => CommandEntry.Of<IrqCommand>(),
            8 => CommandEntry.Of<MapCommand>(),
            9 => CommandEntry.Of<MemMapCommand>(),
            10 => CommandEntry.Of<MemCommand>(),
            11 => CommandEntry.Of<PagingCommand>(),
            12 => CommandEntry.Of<PeekCommand>(),
            13 => CommandEntry.Of<PokeCommand>(),
            14 => CommandEntry.Of<PtDumpCommand>(),
            15 => CommandEntry.Of<PteCommand>(),
            16 => CommandEntry.Of<RebootCommand>(),
            17 => CommandEntry.Of<ResolveCommand>(),
            18 => CommandEntry.Of<SleepCommand>(),
            19 => CommandEntry.Of<TicksCommand>(),
            20 => CommandEntry.Of<UnmapCommand>(),
            21 => CommandEntry.Of<UptimeCommand>(),
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
