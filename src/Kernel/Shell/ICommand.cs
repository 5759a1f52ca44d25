// A shell command: one file in Commands/, and a line in CommandTable.

using System;

namespace Osmosis.Kernel.Shell;

internal interface ICommand
{
    static abstract ReadOnlySpan<byte> Name { get; }

    /// <summary>
    /// The command's syntax, such as <c>sleep &lt;milliseconds&gt;</c>. If it is only the name, the shell refuses any
    /// arguments.
    /// </summary>
    static abstract ReadOnlySpan<byte> Usage { get; }

    /// <summary>The command's purpose, in one line.</summary>
    static abstract ReadOnlySpan<byte> Summary { get; }

    static abstract void Run(ref Arguments arguments);

    /// <summary>Prints more for <c>help</c>, beside summary and usage; most commands print nothing.</summary>
    static virtual void Explain()
    {
    }
}
