// ./osmosis test: runs every test. Its last line is `N passed, N failed`.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Machines;
using Osmosis.Cli.Setup;
using Osmosis.Cli.Testing;

namespace Osmosis.Cli.Commands;

internal static class TestCommand
{
    private const string CoreTests = "Memory.Tests";
    private const string KernelTests = "Kernel.Tests";

    private static readonly string[] HostTests = [CoreTests, "Symbols.Tests"];

    public static Command Create(Repository repository)
    {
        TestOptions options = new();
        Command command = new("test", "Runs every test. The last line says how many passed and failed.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            TestCount count = await CountAsync(repository, options.Read(parsed), cancel);
            await Console.Out.FlushAsync(cancel);
            Console.WriteLine(count);
            return count.Failed == 0 ? ExitStatus.Ok : ExitStatus.Failed;
        });
        return command;
    }

    private static async Task<TestCount> CountAsync(Repository repository, TestRequest request, CancellationToken cancel)
    {
        TestProject[] host = [.. (request.Host ? HostTests : []).Select(name => new TestProject(repository, name))];
        TestProject[] kernel = request.Kernel ? [new TestProject(repository, KernelTests)] : [];
        TestProject core = new(repository, CoreTests);
        TestCount count;
        try
        {
            await Preparation.EnsureAsync(request.Kernel ? Purpose.Test : Purpose.Build, cancel);
            if (request.Kernel)
            {
                await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            }

            count = request switch
            {
                { Matrix: true } => await MatrixRun.RunAsync(repository, all: true, request.Filter, request.Record, cancel),
                { Mutants: { } path } => await new MutationTrial(core).RunAsync(path, cancel),
                { Coverage: true } => await new Coverage(core).RunAsync(request.Filter, cancel),
                { Long: { } duration } => await LongRun.RunAsync(host, kernel, duration, request.Filter, cancel),
                _ => await TestProject.RunAllAsync([.. host, .. kernel], new TestRun(request.Filter), cancel),
            };
            if (request is { Kernel: true, Matrix: false })
            {
                count += await MatrixRun.RunAsync(repository, all: request.Long is not null, request.Filter, record: false, cancel);
                count += ExplorerTests.IsChosen(request.Filter) ? await new ExplorerTests(repository).RunAsync(cancel) : default;
            }
        }
        catch (FailedException failure)
        {
            Messages.Error(failure.Message);
            return new TestCount(0, 1, 0);
        }

        if (count == default)
        {
            Messages.Error("no test ran");
            return new TestCount(0, 1, 0);
        }

        return count;
    }
}
