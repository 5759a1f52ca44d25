// ./osmosis test: runs every test. Its last line is `N passed, N failed`.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Cli.Testing;

namespace Osmosis.Cli.Commands;

internal static class TestCommand
{
    private const string KernelTests = "Kernel.Tests";

    private static readonly string[] HostTests = ["Memory.Tests", "Symbols.Tests"];

    public static Command Create(Repository repository)
    {
        Option<bool> host = new("--host") { Description = "Only the tests that run on this machine itself, without an emulator." };
        Option<bool> kernel = new("--kernel") { Description = "Only the tests that boot the kernel." };
        Option<string?> filter = new("--filter") { Description = "Only tests whose full name contains this text.", HelpName = "text" };
        Command command = new("test", "Runs every test. The last line says how many passed and failed.") { host, kernel, filter };
        command.Validators.Add(result =>
        {
            if (result.GetValue(host) && result.GetValue(kernel))
            {
                result.AddError("--host and --kernel exclude each other: without either, both parts run");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            string[] projects = (parsed.GetValue(host), parsed.GetValue(kernel)) switch
            {
                (true, _) => HostTests,
                (_, true) => [KernelTests],
                _ => [.. HostTests, KernelTests],
            };
            TestCount count = await CountAsync(repository, projects, parsed.GetValue(filter), cancel);
            await Console.Out.FlushAsync(cancel);
            Console.WriteLine(count);
            return count.Failed == 0 ? ExitStatus.Ok : ExitStatus.Failed;
        });
        return command;
    }

    private static async Task<TestCount> CountAsync(Repository repository, string[] projects, string? filter, CancellationToken cancel)
    {
        bool boots = projects.Contains(KernelTests);
        TestCount count = default;
        try
        {
            await Preparation.EnsureAsync(boots ? Purpose.Test : Purpose.Build, cancel);
            if (boots)
            {
                await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            }
        }
        catch (FailedException failure)
        {
            Messages.Error(failure.Message);
            return new TestCount(0, 1, 0);
        }

        foreach (string project in projects)
        {
            try
            {
                count += await new TestProject(repository, project).RunAsync(filter, cancel);
            }
            catch (FailedException failure)
            {
                Messages.Error(failure.Message);
                count += new TestCount(0, 1, 0);
            }
        }

        if (count == default)
        {
            Messages.Error("no test ran");
            return new TestCount(0, 1, 0);
        }

        return count;
    }
}
