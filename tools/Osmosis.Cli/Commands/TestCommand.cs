// ./osmosis test: runs every test. Its last line is `N passed, N failed`.
using System.CommandLine;
using Osmosis.Cli.Machines;
using Osmosis.Cli.Setup;
using Osmosis.Cli.Testing;

namespace Osmosis.Cli.Commands;

internal static class TestCommand
{
    private const string CoreTests = "Memory.Tests";
    private const string Everything = "all";

    // No program for the kernel's machine is built with these, so no tool but dotnet. Those that keep a processor busy
    // come last: then no processor is idle at the end.
    private static readonly string[] EarlyTests = ["Symbols.Tests", "Mutants.Tests", CoreTests, "Labs.Tests"];

    private static readonly string[] HostTests = [.. EarlyTests, "Programs.Tests"];

    private static readonly string[] KernelTests = ["Kernel.Tests", "Kit.Tests"];

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

    private static async Task<TestCount> CountAsync(Repository repository, TestRequest request,
        CancellationToken cancel)
    {
        RunClock clock = new(repository, Kind(request));
        TestCount count;
        try
        {
            await PrepareAsync(repository, request, cancel);
            clock.Announce();
            using TestedTree? tested = request.Kernel && repository.Tested is null
                ? await TestedTree.MakeAsync(repository, cancel) : null;
            count = await RunAsync(repository, tested, request, clock, cancel);
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

        clock.End(isKept: count.Failed == 0);
        return count;
    }

    // While tools are installed, what needs none of them is built.
    private static async Task PrepareAsync(Repository repository, TestRequest request, CancellationToken cancel)
    {
        Task tools = Preparation.EnsureAsync(request.Kernel ? Purpose.Test : Purpose.Build, cancel);
        if (!tools.IsCompleted)
        {
            await TestProject.BuildEarlyAsync(Chosen(repository, request.Host ? EarlyTests : [], request.Filter),
                cancel);
        }

        await tools;
    }

    private static async Task<TestCount> RunAsync(Repository repository, TestedTree? tested, TestRequest request,
        RunClock clock, CancellationToken cancel)
    {
        TestProject[] host = Chosen(repository, request.Host ? HostTests : [], request.Filter);
        TestProject[] kernel = Chosen(repository, request.Kernel ? KernelTests : [], request.Filter);
        host = [.. host.Select(project => project with { IsPatient = kernel.Length > 0 })];
        TestProject core = new(repository, CoreTests);
        TestRun run = new(request.Filter, clock)
        {
            IsQuick = request.Quick,
            IsComplete = Kind(request) == Everything,
            Tested = tested,
            // The machine tests run v86, too.
            Ready = kernel.Length > 0
                ? NodePackages.EnsureAsync(repository.Explorer, cancel) : Task.CompletedTask,
        };
        Repository fixedImage = repository with { Tested = tested?.Folder ?? repository.Tested };
        ExplorerTests? explorer = request is { Kernel: true, Matrix: false } && ExplorerTests.IsChosen(request.Filter)
            ? new ExplorerTests(fixedImage, clock) : null;

        // Tests that wait for an emulator leave processors idle, so the others run beside them.
        Task<TestCount> beside = RunBesideAsync(fixedImage, explorer, request, cancel);
        TestCount count = request switch
        {
            { Matrix: true } =>
                await MatrixRun.RunAsync(fixedImage, MachineMatrix.All, request.Filter, request.Record, cancel),
            { Mutants: { } path } => await new MutationTrial(core).RunAsync(path, cancel),
            { Coverage: true } => await new Coverage(core).RunAsync(request.Filter, cancel),
            { Long: { } duration } => await LongRun.RunAsync(host, kernel, duration, run, cancel),
            // The kernel's tests and the kit's wait for different things: machines, and builds in empty folders.
            _ => await TestProject.RunAllAsync([host, .. kernel.Select(project => new[] { project })], run, cancel),
        };
        count += await beside;
        // Also if nothing that needed it was chosen: what ends halfway can't begin again.
        await run.Ready;
        return explorer is not null && !request.Quick ? count + await explorer.RunAloneAsync(cancel) : count;
    }

    // Node and the browser, then the machines of the matrix.
    private static async Task<TestCount> RunBesideAsync(Repository repository, ExplorerTests? explorer,
        TestRequest request, CancellationToken cancel)
    {
        TestCount count = explorer is null ? default : await explorer.RunAsync(request.Quick, cancel);
        if (request is not { Kernel: true, Matrix: false })
        {
            return count;
        }

        IReadOnlyList<MatrixCell> cells = request.Long is not null ? MachineMatrix.All
            : request.Quick ? MachineMatrix.Quick : MachineMatrix.Short;
        return count + await MatrixRun.RunAsync(repository, cells, request.Filter, record: false, cancel);
    }

    private static TestProject[] Chosen(Repository repository, string[] names, string? filter) =>
        [.. names.Select(name => new TestProject(repository, name))
            .Where(project => filter is null || project.MayHave(filter))];

    // Runs of one kind take about the same time. A run with a given duration, or one that counts something else, has no
    // kind.
    private static string? Kind(TestRequest request)
    {
        if (request is { Long: not null } or { Mutants: not null } or { Coverage: true } or { Matrix: true })
        {
            return null;
        }

        string part = request is { Host: true, Kernel: true } ? Everything : request.Host ? "host" : "kernel";
        return part + (request.Quick ? ", quick" : "") + (request.Filter is { } filter ? $", only {filter}" : "");
    }
}
