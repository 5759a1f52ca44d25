// Every shell command. A new one goes to the end: whoever lists them sorts them.

using System;
using Osmosis.Kernel.Shell.Commands;

namespace Osmosis.Kernel.Shell;

internal static class CommandTable
{
    /// <summary>The next command in alphabetical order; false past the last.</summary>
    /// <param name="previous">The name of the command before; empty for the first.</param>
    /// <param name="entry">The command.</param>
    public static bool TryNext(scoped ReadOnlySpan<byte> previous, out CommandEntry entry)
    {
        entry = default;
        for (int i = 0; TryGet(i, out CommandEntry candidate); i++)
        {
            if (NameOrder.Compare(candidate.Name, previous) > 0
                && (entry.Name.IsEmpty || NameOrder.Compare(candidate.Name, entry.Name) < 0))
            {
                entry = candidate;
            }
        }

        return !entry.Name.IsEmpty;
    }

    /// <summary>Finds a command by its name, or by another word that a beginner may try for it.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out CommandEntry entry)
    {
        ReadOnlySpan<byte> wanted = name.SequenceEqual("?"u8) ? "help"u8
            : name.SequenceEqual("regions"u8) ? "ps"u8
            : name.SequenceEqual("exit"u8) || name.SequenceEqual("quit"u8) ? "halt"u8
            : name;
        for (int i = 0; TryGet(i, out entry); i++)
        {
            if (entry.Name.SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryGet(int index, out CommandEntry entry)
    {
        entry = index switch
        {
            0 => CommandEntry.Of<AllocTestCommand>(),
            1 => CommandEntry.Of<CheckCommand>(),
            2 => CommandEntry.Of<ClearCommand>(),
            3 => CommandEntry.Of<FaultCommand>(),
            4 => CommandEntry.Of<FramesCommand>(),
            5 => CommandEntry.Of<HaltCommand>(),
            6 => CommandEntry.Of<HeapCommand>(),
            7 => CommandEntry.Of<HelpCommand>(),
            8 => CommandEntry.Of<InfoCommand>(),
            9 => CommandEntry.Of<IrqCommand>(),
            10 => CommandEntry.Of<KfreeCommand>(),
            11 => CommandEntry.Of<KmallocCommand>(),
            12 => CommandEntry.Of<MapCommand>(),
            13 => CommandEntry.Of<MemMapCommand>(),
            14 => CommandEntry.Of<MemCommand>(),
            15 => CommandEntry.Of<PagingCommand>(),
            16 => CommandEntry.Of<PeekCommand>(),
            17 => CommandEntry.Of<PokeCommand>(),
            18 => CommandEntry.Of<PtDumpCommand>(),
            19 => CommandEntry.Of<PteCommand>(),
            20 => CommandEntry.Of<RebootCommand>(),
            21 => CommandEntry.Of<ResolveCommand>(),
            22 => CommandEntry.Of<SleepCommand>(),
            23 => CommandEntry.Of<TicksCommand>(),
            24 => CommandEntry.Of<UnmapCommand>(),
            25 => CommandEntry.Of<UptimeCommand>(),
            26 => CommandEntry.Of<SpaceCommand>(),
            27 => CommandEntry.Of<RunCommand>(),
            28 => CommandEntry.Of<ResumeCommand>(),
            29 => CommandEntry.Of<PsCommand>(),
            30 => CommandEntry.Of<FaultsCommand>(),
            31 => CommandEntry.Of<KillCommand>(),
            _ => default,
        };
        return !entry.Name.IsEmpty;
    }
}
