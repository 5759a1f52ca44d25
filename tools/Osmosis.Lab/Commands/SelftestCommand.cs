// Every answer that the project has gets the verdict that its first line names.
using System.CommandLine;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class SelftestCommand
{
    public static Command Create()
    {
        Argument<int[]> numbers = new("labs") { Description = "Only these labs.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> write = new("--write")
        {
            Description = "Writes each verdict into its answer's first line, to be read before it is committed.",
        };
        Command command = new("selftest",
            "Judges the project's own answers: right ones must get full marks, wrong ones the verdict that their first "
                + "line names.") { numbers, write };
        command.SetAction(parsed =>
        {
            int[] wanted = parsed.GetValue(numbers) ?? [];
            int passed = 0, failed = 0;
            foreach (LabDefinition lab in LabCatalogue.All
                .Where(lab => wanted.Length == 0 || wanted.Contains(lab.Number)))
            {
                foreach (ModelAnswer answer in ModelAnswer.All(lab))
                {
                    string? wrong = answer.Try(parsed.GetValue(write), out Verdict verdict);
                    (passed, failed) = wrong is null ? (passed + 1, failed) : (passed, failed + 1);
                    Console.WriteLine($"{(wrong is null ? "✓" : "✗")} lab {lab.Number} {answer.Name}: "
                        + $"{ExpectedVerdict.Describe(verdict)} ({verdict.States:N0} states, "
                        + $"{verdict.ModelStates.Sum():N0} of the model, {verdict.Seconds:f1} s)"
                        + (wrong is null ? "" : $"\n    {wrong}"));
                }
            }

            Console.WriteLine($"{passed} passed, {failed} failed");
            return failed == 0 && passed > 0 ? ExitStatus.Ok : ExitStatus.Failed;
        });
        return command;
    }
}
