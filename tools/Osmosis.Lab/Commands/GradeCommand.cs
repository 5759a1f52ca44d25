// A class: a folder of students' folders, one line each.
using System.CommandLine;
using System.Globalization;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Verdicts;

namespace Osmosis.Lab.Commands;

internal static class GradeCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("dir") { Description = "A folder that has a folder of each student." };
        Option<int> number = new("--lab") { Description = "The lab's number.", Required = true };
        Option<string?> csv = new("--csv") { Description = "Writes the table to this file. Without it it is printed." };
        Option<bool> verdicts = new("--verdicts") { Description = "Also writes verdict.txt into each folder." };
        Command command = new("grade",
            "Judges the work of a class, and makes a table with a line a student: points, points of each rule, remark.")
        {
            folder, number, csv, verdicts,
        };
        command.SetAction(parsed =>
        {
            LabDefinition lab = LabCatalogue.Find(parsed.GetValue(number))
                ?? throw new LabException($"there is no lab {parsed.GetValue(number)}; '{Home.Name} lab' lists them");
            string[] students = [.. Students(parsed.GetRequiredValue(folder))];
            List<string> table = [Row(["student", "points", .. lab.Rules.Select(rule => rule.Name), "remark"])];
            foreach (string student in students)
            {
                Console.Error.WriteLine($"{table.Count}/{students.Length} {Path.GetFileName(student)}");
                table.Add(Judge(lab, student, parsed.GetValue(verdicts)));
            }

            Write(parsed.GetValue(csv), string.Join('\n', table) + "\n");
            return ExitStatus.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Students(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
        : throw new LabException($"there is no folder {folder}");

    private static string Judge(LabDefinition lab, string folder, bool writeVerdict)
    {
        string name = Path.GetFileName(folder), file = Path.Combine(folder, lab.FileName);
        if (!File.Exists(file))
        {
            return Row([name, "", .. lab.Rules.Select(_ => ""), $"no {lab.FileName}"]);
        }

        string text = File.ReadAllText(file);
        Verdict verdict = lab.Check(new LabWork(folder, file, text, SeedOf(folder), 0));
        if (writeVerdict)
        {
            using StreamWriter to = File.CreateText(Path.Combine(folder, "verdict.txt"));
            VerdictText.Write(to, verdict, lab.FileName, text.Split('\n'));
        }

        return Row([
            name, Number(verdict.Points),
            .. verdict.Rules.Select(rule => Number(verdict.Points is null ? null : rule.Points)),
            verdict.Errors.FirstOrDefault() ?? "",
        ]);
    }

    private static int SeedOf(string folder)
    {
        try
        {
            return StudentFolder.Open(folder).Seed;
        }
        catch (LabException)
        {
            // A bare file: labs with questions of a student's own say so in their verdict.
            return 0;
        }
    }

    private static string Number(int? points) => points?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A line of RFC 4180.</summary>
    private static string Row(IEnumerable<string> cells) => string.Join(',', cells.Select(cell =>
        cell.AsSpan().ContainsAny(",\"\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell));

    private static void Write(string? file, string text)
    {
        if (file is null)
        {
            Console.Write(text);
        }
        else
        {
            File.WriteAllText(file, text);
        }
    }
}
