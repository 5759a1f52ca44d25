// What is printed and kept of a trial.
using System.Globalization;
using System.Text.Json;

namespace Osmosis.Mutants;

internal sealed class Report(IReadOnlyList<Verdict> verdicts)
{
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A row a mutant, for other programs.</summary>
    public IEnumerable<object> Rows => verdicts.Select(verdict => new
    {
        verdict.Mutant.File,
        verdict.Mutant.Member,
        verdict.Mutant.Line,
        verdict.Mutant.Source,
        verdict.Mutant.Before,
        verdict.Mutant.After,
        Fate = verdict.Fate.ToString(),
        verdict.By,
        verdict.Reason,
    });

    public int Survivors => Count(verdicts, Fate.Survived);

    /// <summary>A row a file, then every survivor without an explanation.</summary>
    public void Print()
    {
        Console.WriteLine($"{"file",-36}{"changes",9}{"noticed",9}{"score",9}{"explained",11}{"survived",10}");
        foreach (IGrouping<string, Verdict> file in verdicts.GroupBy(verdict => verdict.Mutant.File))
        {
            PrintRow(file.Key, [.. file]);
        }

        PrintRow("all", verdicts);
        foreach (Verdict verdict in verdicts.Where(verdict => verdict.Fate == Fate.Survived))
        {
            Console.WriteLine($"survived: {verdict.Mutant}");
        }
    }

    private static void PrintRow(string name, IReadOnlyList<Verdict> of)
    {
        int killed = Count(of, Fate.Killed);
        string score = string.Create(CultureInfo.InvariantCulture, $"{100.0 * killed / of.Count:f1} %");
        Console.WriteLine($"{name,-36}{of.Count,9}{killed,9}{score,9}{Count(of, Fate.Explained),11}{Count(of, Fate.Survived),10}");
    }

    private static int Count(IEnumerable<Verdict> of, Fate fate) => of.Count(verdict => verdict.Fate == fate);
}
