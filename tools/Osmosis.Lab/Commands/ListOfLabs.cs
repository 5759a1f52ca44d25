using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

/// <summary>What ./osmosis lab prints: the labs, what each trains, and the best score so far.</summary>
internal static class ListOfLabs
{
    public static int Print()
    {
        Scores scores = Scores.Read();
        int title = LabCatalogue.All.Max(lab => lab.Title.Length);
        foreach (LabDefinition lab in LabCatalogue.All)
        {
            string score = scores.Best(lab.Number) is { } points ? $"{points,3}/100" : "      –";
            Console.WriteLine($"{lab.Number,2}  {lab.Title.PadRight(title)}  {score}  {lab.Trains}");
        }

        Console.WriteLine();
        Console.WriteLine(
            $"{Home.Name} lab new 3 DIR begins lab 3 in a new folder; {Home.Name} lab check DIR judges it.");
        return ExitStatus.Ok;
    }
}
