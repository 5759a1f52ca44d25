using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class NewCommand
{
    public static Command Create()
    {
        Argument<int> number = new("lab") { Description = "The lab's number." };
        Argument<string> folder = new("dir") { Description = "The folder to make; it may exist if it is empty." };
        Option<string?> from = new("--from")
        {
            Description = "The folder of an earlier lab whose file goes on here, in place of the starter.",
        };
        Option<int?> seed = new("--seed")
        {
            Description = "For labs 0 and 12: the number that makes the questions. Without it a random one.",
        };
        Command command = new("new", "Makes a folder with a lab's text, a file to begin with, and a project.")
        {
            number, folder, from, seed,
        };
        command.SetAction(parsed =>
        {
            LabDefinition lab = LabCatalogue.Find(parsed.GetRequiredValue(number))
                ?? throw new LabException(
                    $"there is no lab {parsed.GetRequiredValue(number)}; '{Home.Name} lab' lists them");
            string path = parsed.GetRequiredValue(folder);
            FolderMaker.Make(lab, path, parsed.GetValue(from), parsed.GetValue(seed));
            Console.WriteLine(
                $"{path} has lab {lab.Number}: {lab.Title}. Begin with {Path.Combine(path, "README.md")}.");
            return ExitStatus.Ok;
        });
        return command;
    }
}
