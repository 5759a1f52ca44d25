// ./osmosis: one entry for running, testing, building and inspecting the kernel.
using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Cli.Building;
using Osmosis.Cli.Commands;

CompilerServer.TakeOver();
if (args is [LabCommand.Name, .. string[] words])
{
    return LabCommand.Run(words);
}

Repository repository = Repository.OfThisCommand();
RootCommand root = new("OS/mosis: a 32-bit x86 kernel in C# whose virtual memory can be seen, tested and trusted.")
{
    RunCommand.Create(repository),
    ShCommand.Create(repository),
    ProgramCommand.Create(repository),
    TopCommand.Create(repository),
    OfCheckout(TestCommand.Create(repository)),
    OfCheckout(BuildCommand.Create(repository)),
    ExecCommand.Create(repository),
    IsoCommand.Create(repository),
    OfCheckout(PackCommand.Create(repository)),
    OfCheckout(ReleaseCommand.Create(repository)),
    OfCheckout(BenchCommand.Create(repository)),
    OfCheckout(DisasmCommand.Create(repository)),
    DebugCommand.Create(repository),
    ExploreCommand.Create(repository),
    LabCommand.Create(),
    DoctorCommand.Create(),
    OfCheckout(DocsCommand.Create(repository)),
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

// In the debugger Ctrl-C is gdb's.
using Interruption? interruption = parsed.CommandResult.Command.Name == DebugCommand.Name ? null : new();
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
        interruption?.Token ?? default);
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

static Command OfCheckout(Command command) => Home.IsInstalled ? CheckoutCommand.InsteadOf(command) : command;
