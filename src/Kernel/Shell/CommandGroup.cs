// The groups in which help lists the commands, in the order in which a person needs them.

namespace Osmosis.Kernel.Shell;

internal enum CommandGroup : byte
{
    /// <summary>Shows memory and changes nothing.</summary>
    Look,

    /// <summary>Maps, allocates, writes.</summary>
    Change,

    /// <summary>Breaks something on purpose.</summary>
    Break,

    /// <summary>The machine and the shell.</summary>
    Machine,
}
