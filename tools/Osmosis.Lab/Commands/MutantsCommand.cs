using System.CommandLine;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;
using Osmosis.Lab.Mutating;

namespace Osmosis.Lab.Commands;

internal static class MutantsCommand
{
    public static Command Create()
    {
        Argument<int> number = new("lab") { Description = "The lab's number." };
        Command command = new("mutants",
            "For who writes a lab: changes its right answer in one place at a time, and lists what its rules don't "
                + "notice. Exit status 1 if there is any.") { number };
        command.SetAction(parsed =>
        {
            SearchedLab lab = LabCatalogue.Find(parsed.GetRequiredValue(number)) as SearchedLab
                ?? throw new LabException($"lab {parsed.GetRequiredValue(number)} has no answer that is searched");
            string text = File.ReadAllText(ModelAnswer.All(lab).First(answer => answer.IsRight).File);
            AnswerMutant[] mutants = [.. AnswerMutants.Of(text)];
            Dictionary<MutantFate, int> fates = [];
            for (int tried = 0; tried < mutants.Length; tried++)
            {
                MutantFate fate = MutantTrial.Of(lab, mutants[tried]);
                fates[fate] = fates.GetValueOrDefault(fate) + 1;
                Console.Error.Write(Console.IsErrorRedirected ? "" : $"\r{tried + 1} of {mutants.Length} ");
                if (fate == MutantFate.Kept)
                {
                    Console.Error.Write(Console.IsErrorRedirected ? "" : "\r");
                    Console.WriteLine(mutants[tried]);
                }
            }

            Console.Error.Write(Console.IsErrorRedirected ? "" : "\r");
            Console.WriteLine($"{mutants.Length} changes: {fates.GetValueOrDefault(MutantFate.Noticed)} noticed, "
                + $"{fates.GetValueOrDefault(MutantFate.Kept)} not, "
                + $"{fates.GetValueOrDefault(MutantFate.NotCompiled)} don't compile");
            return fates.GetValueOrDefault(MutantFate.Kept) == 0 ? ExitStatus.Ok : ExitStatus.Failed;
        });
        return command;
    }
}
