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
            2 => CommandEntry.Of<HaltCommand>(),
            3 => CommandEntry.Of<HeapCommand>(),
            4 => CommandEntry.Of<HelpCommand>(),
            5 => CommandEntry.Of<InfoCommand>(),
            6 => CommandEntry.Of<IrqCommand>(),
            7 => CommandEntry.Of<MemMapCommand>(),
            8 => CommandEntry.Of<MemCommand>(),
            9 => CommandEntry.Of<PagingCommand>(),
            10 => CommandEntry.Of<RebootCommand>(),
            11 => CommandEntry.Of<SleepCommand>(),
            12 => CommandEntry.Of<TicksCommand>(),
            13 => CommandEntry.Of<UptimeCommand>(),
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
