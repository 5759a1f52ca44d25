// A command as a value.

using System;

namespace Osmosis.Kernel.Shell;

internal readonly unsafe ref struct CommandEntry
{
    public readonly ReadOnlySpan<byte> Name;
    public readonly ReadOnlySpan<byte> Usage;
    public readonly ReadOnlySpan<byte> Summary;
    public readonly ReadOnlySpan<byte> Details;
    public readonly ReadOnlySpan<byte> Words;
    public readonly CommandGroup Group;
    public readonly bool TakesAddresses;

    private readonly delegate*<ref Arguments, bool> _run;
    private readonly delegate*<void> _explain;

    private CommandEntry(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> usage,
        ReadOnlySpan<byte> summary,
        ReadOnlySpan<byte> details,
        ReadOnlySpan<byte> words,
        CommandGroup group,
        bool takesAddresses,
        delegate*<ref Arguments, bool> run,
        delegate*<void> explain)
    {
        Name = name;
        Usage = usage;
        Summary = summary;
        Details = details;
        Words = words;
        Group = group;
        TakesAddresses = takesAddresses;
        _run = run;
        _explain = explain;
    }

    public static CommandEntry Of<TCommand>()
        where TCommand : struct, ICommand => new(
            TCommand.Name,
            TCommand.Usage,
            TCommand.Summary,
            TCommand.Details,
            TCommand.Words,
            TCommand.Group,
            TCommand.TakesAddresses,
            &TCommand.Run,
            &TCommand.Explain);

    public bool TakesArguments => Usage.Length != Name.Length;

    public bool Run(ref Arguments arguments) => _run(ref arguments);

    public void Explain() => _explain();
}
