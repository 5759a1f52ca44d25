using System.CommandLine;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class TemplateCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("dir") { Description = "The folder to make; what it has goes." };
        Argument<string> version = new("version") { Description = "The packages' version." };
        Command command = new("template", "Writes the template osmosis-lab of dotnet new, for './osmosis pack'.")
        {
            folder, version,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            LabTemplate.Write(path, parsed.GetRequiredValue(version));
            return ExitStatus.Ok;
        });
        return command;
    }
}
