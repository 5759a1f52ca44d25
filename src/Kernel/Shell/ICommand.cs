// What a shell command is: one file in Commands/, and a line in CommandTable.

using System;

namespace Osmosis.Kernel.Shell;

internal interface ICommand
{
    static abstract ReadOnlySpan<byte> Name { get; }

    /// <summary>How to call it, such as <c>sleep &lt;milliseconds&gt;</c>. One that is the name alone says that there are no arguments; the shell refuses any.</summary>
    static abstract ReadOnlySpan<byte> Usage { get; }

    /// <summary>What it does, in one line.</summary>
    static abstract ReadOnlySpan<byte> Summary { get; }

    static abstract void Run(ref Arguments arguments);

    /// <summary>Prints what <c>help</c> shows beside summary and usage: nothing, for most.</summary>
    static virtual void Explain()
    {
    }
}
