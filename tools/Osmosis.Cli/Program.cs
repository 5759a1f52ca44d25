// ./osmosis: one entry for running, testing, building and inspecting the kernel.
using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Cli.Commands;
using Osmosis.Emulators;
using Osmosis.Measuring;
using Osmosis.Snapshot;

Repository repository = Repository.OfThisCommand();
RootCommand root = new("OS/mosis: a 32-bit x86 kernel in C# whose virtual memory can be seen, tested and trusted.")
{
    RunCommand.Create(repository),
    TopCommand.Create(repository),
    TestCommand.Create(repository),
    BuildCommand.Create(repository),
    ExecCommand.Create(repository),
    IsoCommand.Create(repository),
    BenchCommand.Create(repository),
    DisasmCommand.Create(repository),
    DebugCommand.Create(repository),
    ExploreCommand.Create(repository),
    DoctorCommand.Create(),
    DocsCommand.Create(repository),
};

// Without a command, lists the commands.
root.SetAction(_ =>
{
    root.Parse("--help").Invoke();
    return ExitStatus.Usage;
});

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Command command = parsed.CommandResult.Command;
    string name = command == root ? "./osmosis" : $"./osmosis {command.Name}";
    string message = string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    Messages.Error($"{message} (see {name} --help)");
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
catch (FailedException failure)
{
    Messages.Error(failure.Message);
    return ExitStatus.Failed;
}
catch (Exception failure) when (failure is EmulatorException or NoAnswerException or SnapshotException or BenchmarkException or InvalidDataException or KeyNotFoundException)
{
    Messages.Error(failure.Message);
    return ExitStatus.Failed;
}
catch (OperationCanceledException)
{
    Messages.Error("interrupted");
    return ExitStatus.Failed;
}
