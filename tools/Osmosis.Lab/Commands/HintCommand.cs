using System.CommandLine;
using System.Globalization;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class HintCommand
{
    public static Command Create()
    {
        Argument<string> folder = CheckCommand.FolderArgument();
        Option<int?> step = new("--step") { Description = "This hint, from 1 to 3. Without it the next one." };
        Command command = new("hint", "Shows the next of a lab's three hints.") { folder, step };
        command.SetAction(parsed =>
        {
            StudentFolder student = StudentFolder.Open(parsed.GetRequiredValue(folder));
            IReadOnlyList<string> hints = HintFile.Read(LabFolder.Of(student.Lab.Number).Hints);
            int shown = parsed.GetValue(step) ?? Math.Min(Seen(student) + 1, hints.Count);
            if (shown < 1 || shown > hints.Count)
            {
                throw new LabException($"--step: a number from 1 to {hints.Count}");
            }

            Console.WriteLine($"Hint {shown} of {hints.Count}\n\n{hints[shown - 1]}");
            Directory.CreateDirectory(Path.GetDirectoryName(SeenFile(student))!);
            File.WriteAllText(SeenFile(student), shown.ToString(CultureInfo.InvariantCulture));
            return ExitStatus.Ok;
        });
        return command;
    }

    private static string SeenFile(StudentFolder student) =>
        Path.Combine(Path.GetDirectoryName(student.VerdictFile)!, "hint");

    private static int Seen(StudentFolder student) =>
        File.Exists(SeenFile(student)) && int.TryParse(File.ReadAllText(SeenFile(student)), out int seen) ? seen : 0;
}
