using System.CommandLine;
using System.Diagnostics;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Verdicts;

namespace Osmosis.Lab.Commands;

internal static class WatchCommand
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        Argument<string> folder = CheckCommand.FolderArgument();
        Option<int> depth = CheckCommand.DepthOption();
        Command command = new("watch", "Judges an answer again each time that it is saved. Ctrl-C ends it.")
        {
            folder, depth,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            StudentFolder student = StudentFolder.Open(parsed.GetRequiredValue(folder));
            string? seen = null;
            while (!cancel.IsCancellationRequested)
            {
                // The contents are compared, because editors save in several steps, and some keep the time of the file.
                if (TryRead(student, parsed.GetValue(depth)) is { } work && work.Text != seen)
                {
                    seen = work.Text;
                    Judge(student, work);
                }

                await Task.Delay(_pause, cancel).ContinueWith(_ => { }, CancellationToken.None);
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    private static LabWork? TryRead(StudentFolder student, int depth)
    {
        try
        {
            return student.Read(depth);
        }
        catch (Exception gone) when (gone is LabException or IOException or UnauthorizedAccessException)
        {
            // The file is being replaced.
            return null;
        }
    }

    private static void Judge(StudentFolder student, LabWork work)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Clear();
        }

        Stopwatch watch = Stopwatch.StartNew();
        Verdict verdict = student.Lab.Check(work);
        string[] lines = work.Text.Split('\n');
        VerdictText.Write(Console.Out, verdict, Path.GetFileName(work.File), lines);
        student.Keep(verdict, lines);
        Console.WriteLine($"({watch.Elapsed.TotalSeconds:f2} s; waiting for {student.Lab.FileName} to be saved)");
    }
}
