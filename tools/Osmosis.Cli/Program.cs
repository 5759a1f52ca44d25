// ./osmosis: one entry for running, testing, building and inspecting the kernel.
using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Cli.Building;
using Osmosis.Cli.Commands;

CompilerServer.TakeOver();
Repository repository = Repository.OfThisCommand();
RootCommand root = new("OS/mosis: a 32-bit x86 kernel in C# whose virtual memory can be seen, tested and trusted.")
{
    RunCommand.Create(repository),
    ShCommand.Create(repository),
    ProgramCommand.Create(repository),
    TopCommand.Create(repository),
    TestCommand.Create(repository),
    BuildCommand.Create(repository),
    ExecCommand.Create(repository),
    IsoCommand.Create(repository),
    PackCommand.Create(repository),
    ReleaseCommand.Create(repository),
    BenchCommand.Create(repository),
    DisasmCommand.Create(repository),
    DebugCommand.Create(repository),
    ExploreCommand.Create(repository),
    LabCommand.Create(repository),
    DoctorCommand.Create(repository),
    DocsCommand.Create(repository),
};

// Without a command, lists the commands.
root.SetAction(_ =>
{
    root.Parse("--help").Invoke();
    return ExitStatus.Usage;
});

ParseResult parsed = root.Parse(ProgramCommand.Separate(root, args));
if (UsageError.Of(parsed) is { } error)
{
    Messages.Error(error);
    return ExitStatus.Usage;
}

try
{
    InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false };
    if (parsed.CommandResult.Command.Name == DebugCommand.Name)
    {
        // Ctrl-C is the debugger's.
        configuration.ProcessTerminationTimeout = null;
    }

    return await parsed.InvokeAsync(configuration);
}
catch (OperationCanceledException)
{
    Messages.Error("interrupted");
    return ExitStatus.Failed;
}
catch (Exception failure)
{
    Messages.Failure(failure);
    return ExitStatus.Failed;
}
