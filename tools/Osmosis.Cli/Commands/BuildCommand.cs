// ./osmosis build: writes artifacts/osmosis.elf.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Commands;

internal static class BuildCommand
{
    public static Command Create(Repository repository)
    {
        Option<string> configuration = new("--configuration", "-c")
        {
            Description = "Build configuration.",
            DefaultValueFactory = _ => KernelBuild.DefaultConfiguration,
        };
        configuration.AcceptOnlyFromAmong("Release", "Debug");
        Option<bool> programs =
            new("--programs") { Description = "Build the programs in C# too, into artifacts/programs." };
        Command command = new("build", "Builds artifacts/osmosis.elf, unless nothing changed.") { configuration,
            programs };
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Build, cancel);
            await KernelBuild.EnsureAsync(repository, parsed.GetRequiredValue(configuration), cancel);
            await (parsed.GetValue(programs) ? ProgramBuild.EnsureAsync(repository, cancel) : Task.CompletedTask);
            return ExitStatus.Ok;
        });
        return command;
    }
}
