// A command as a value.

using System;

namespace Osmosis.Kernel.Shell;

internal readonly unsafe ref struct CommandEntry
{
    public readonly ReadOnlySpan<byte> Name;
    public readonly ReadOnlySpan<byte> Usage;
    public readonly ReadOnlySpan<byte> Summary;

    private readonly delegate*<ref Arguments, void> _run;
    private readonly delegate*<void> _explain;

    private CommandEntry(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> usage, ReadOnlySpan<byte> summary, delegate*<ref Arguments, void> run, delegate*<void> explain)
    {
        Name = name;
        Usage = usage;
        Summary = summary;
        _run = run;
        _explain = explain;
    }

    public static CommandEntry Of<TCommand>()
        where TCommand : struct, ICommand =>
        new(TCommand.Name, TCommand.Usage, TCommand.Summary, &TCommand.Run, &TCommand.Explain);

    public bool TakesArguments => Usage.Length != Name.Length;

    public void Run(ref Arguments arguments) => _run(ref arguments);

    public void Explain() => _explain();
}
