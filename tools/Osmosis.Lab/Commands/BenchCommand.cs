using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class BenchCommand
{
    private const int Rounds = 5;

    public static Command Create()
    {
        Argument<int[]> numbers = new("labs") { Description = "Only these labs.", Arity = ArgumentArity.ZeroOrMore };
        Command command = new("bench",
            "Times the verdict of each lab's right answer: 'check' as a new process, and 'watch' from the save on. "
                + "The median of five; it depends on the machine, as no mark does.") { numbers };
        command.SetAction(parsed =>
        {
            int[] wanted = parsed.GetValue(numbers) ?? [];
            Console.WriteLine("lab   states     calls  sequences  search  check  watch");
            foreach (CompiledLab lab in LabCatalogue.All.OfType<CompiledLab>()
                .Where(lab => wanted.Length == 0 || wanted.Contains(lab.Number)))
            {
                string file = ModelAnswer.All(lab).First(answer => answer.IsRight).File;
                LabWork work = new(Path.GetDirectoryName(file)!, file, File.ReadAllText(file), Seed: 1, Depth: 0);
                Verdict verdict = lab.Check(work);
                string length = verdict.IsComplete ? "any length" : $"up to {verdict.Depth}";
                Console.WriteLine($"{lab.Number,3} {verdict.States,8:N0} {verdict.Transitions,9:N0} {length,10} "
                    + $"{verdict.Seconds,6:f2}s {Median(() => CheckAnew(lab, file)),5:f2}s "
                    + $"{Median(() => lab.Check(work)),5:f2}s");
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    private static double Median(Action timed)
    {
        List<double> seconds = [];
        for (int round = 0; round < Rounds; round++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            timed();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        seconds.Sort();
        return seconds[Rounds / 2];
    }

    private static void CheckAnew(CompiledLab lab, string file)
    {
        ProcessStartInfo start = new(DotnetHost.Find(),
            [Assembly.GetExecutingAssembly().Location, "check", file, "--lab", $"{lab.Number}"])
        {
            RedirectStandardOutput = true,
        };
        using Process check = Process.Start(start)
            ?? throw new InvalidOperationException("the check could not be started");
        check.StandardOutput.ReadToEnd();
        check.WaitForExit();
    }
}
