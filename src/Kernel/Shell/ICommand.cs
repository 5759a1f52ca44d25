// A shell command: one file in Commands/, and a line in CommandTable. docs/SHELL.md has an example with its test.

using System;

namespace Osmosis.Kernel.Shell;

internal interface ICommand
{
    static abstract ReadOnlySpan<byte> Name { get; }

    static abstract CommandGroup Group { get; }

    /// <summary>
    /// The command's syntax, such as <c>sleep &lt;milliseconds&gt;</c>. If it is only the name, the shell refuses any
    /// arguments.
    /// </summary>
    static abstract ReadOnlySpan<byte> Usage { get; }

    /// <summary>The command's purpose, in at most 26 characters.</summary>
    static abstract ReadOnlySpan<byte> Summary { get; }

    /// <summary>
    /// For <c>help</c>: what the arguments are, their limits, and an example; lines that end with a line feed.
    /// </summary>
    static abstract ReadOnlySpan<byte> Details { get; }

    /// <summary>The words that the first argument may be, each followed by a blank, for completion.</summary>
    static virtual ReadOnlySpan<byte> Words => default;

    /// <summary>Whether arguments are addresses, so that symbols complete them.</summary>
    static virtual bool TakesAddresses => false;

    /// <summary>Does what the command is for; false if it refused or failed, after it has said why.</summary>
    static abstract bool Run(ref Arguments arguments);

    /// <summary>Prints more for <c>help</c>, after the details; most commands print nothing.</summary>
    static virtual void Explain()
    {
    }
}
