using System.CommandLine;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Verdicts;

namespace Osmosis.Lab.Commands;

internal static class CheckCommand
{
    private const string Standard = "-";

    public static Command Create()
    {
        Argument<string> folder = FolderArgument();
        Option<int> depth = DepthOption();
        Option<int?> number = new("--lab")
        {
            Description = "The lab's number, for a file that lies in no folder of 'lab new'.",
        };
        Option<string?> json = new("--json")
        {
            Description = "Also writes the verdict to this file as JSON; '-' prints it in place of the text.",
        };
        Option<string?> junit = new("--junit") { Description = "Also writes the verdict to this file as JUnit's XML." };
        Command command = new("check",
            "Judges an answer: rule by rule, with the shortest sequence that breaks it and the line to blame. Exit "
                + "status 0: full marks; 1: not; 3: no verdict.") { folder, number, depth, json, junit };
        command.SetAction(parsed =>
        {
            (LabDefinition lab, LabWork work, StudentFolder? student) = Find(
                parsed.GetRequiredValue(folder), parsed.GetValue(number), parsed.GetValue(depth));
            Verdict verdict = lab.Check(work);
            string[] lines = work.Text.Split('\n');
            if (parsed.GetValue(json) != Standard)
            {
                VerdictText.Write(Console.Out, verdict, Path.GetFileName(work.File), lines);
            }

            Write(parsed.GetValue(json), () => VerdictJson.Write(verdict, lines) + "\n");
            Write(parsed.GetValue(junit), () => VerdictJunit.Write(verdict, lines));
            student?.Keep(verdict, lines);
            return Status(verdict);
        });
        return command;
    }

    public static Argument<string> FolderArgument() => new("dir")
    {
        Description = "A folder that 'lab new' made. Without it the current one.",
        DefaultValueFactory = _ => ".",
    };

    public static Option<int> DepthOption()
    {
        Option<int> depth = new("--depth")
        {
            Description = "The number of calls in the longest sequence. Without it the lab's own.",
        };
        depth.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 1 or > 100)
            {
                result.AddError("--depth: a number from 1 to 100");
            }
        });
        return depth;
    }

    public static int Status(Verdict verdict) =>
        verdict.Points is null ? ExitStatus.NoVerdict : verdict.IsPassed ? ExitStatus.Ok : ExitStatus.Failed;

    /// <summary>A folder of a student, or a file with the number of its lab.</summary>
    private static (LabDefinition, LabWork, StudentFolder?) Find(string path, int? number, int depth)
    {
        if (number is null)
        {
            StudentFolder student = StudentFolder.Open(path);
            return (student.Lab, student.Read(depth), student);
        }

        LabDefinition lab = LabCatalogue.Find(number.Value)
            ?? throw new LabException($"there is no lab {number}; '{Home.Name} lab' lists them");
        string file = Directory.Exists(path) ? Path.Combine(path, lab.FileName) : path;
        return File.Exists(file)
            ? (lab, new LabWork(
                Path.GetDirectoryName(Path.GetFullPath(file))!, file, File.ReadAllText(file), 0, depth), null)
            : throw new LabException($"there is no file {file}");
    }

    private static void Write(string? file, Func<string> text)
    {
        if (file == Standard)
        {
            Console.Write(text());
        }
        else if (file is not null)
        {
            File.WriteAllText(file, text());
        }
    }
}
