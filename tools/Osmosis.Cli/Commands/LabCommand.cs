// ./osmosis lab, as ./osmosis --help lists it. The entry script runs it without this command, for a fast verdict.
using System.CommandLine;
using System.Diagnostics;

namespace Osmosis.Cli.Commands;

internal static class LabCommand
{
    public static Command Create(Repository repository)
    {
        Argument<string[]> words = new("words") { Description = "See ./osmosis lab --help." };
        Command command = new("lab",
            "Lists the labs; 'lab new' begins one, and 'lab check' judges an answer and says why.") { words };
        command.SetAction(parsed =>
        {
            using Process lab = Process.Start(
                Path.Combine(repository.Root, "osmosis"), ["lab", .. parsed.GetRequiredValue(words)]);
            lab.WaitForExit();
            return lab.ExitCode;
        });
        return command;
    }
}
