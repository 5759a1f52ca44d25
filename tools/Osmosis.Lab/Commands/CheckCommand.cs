using System.CommandLine;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Verdicts;

namespace Osmosis.Lab.Commands;

internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string> path = new("path");
        Option<int> lab = new("--lab");
        Option<int> depth = new("--depth");
        Command command = new("check") { path, lab, depth };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(path);
            string text = File.ReadAllText(file);
            LabDefinition definition = LabCatalogue.Find(parsed.GetValue(lab))!;
            Verdict verdict = definition.Check(new LabWork(Path.GetDirectoryName(file)!, file, text, 0, parsed.GetValue(depth)));
            VerdictText.Write(Console.Out, verdict, Path.GetFileName(file), text.Split('\n'));
            return verdict.IsPassed ? 0 : 1;
        });
        return command;
    }
}
