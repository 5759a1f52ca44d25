// Prints and stores the results of a trial.
using System.Globalization;
using System.Text.Json;

namespace Osmosis.Mutants;

/// <param name="verdicts">In order of place.</param>
/// <param name="unused">Explanations that fit no change any more, or fit one that a test notices.</param>
internal sealed class Report(IReadOnlyList<Verdict> verdicts, IReadOnlyList<string> unused)
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>A row for each mutant, and the unused explanations, for other programs.</summary>
    public object Contents => new
    {
        Changes = verdicts.Select(verdict => new
        {
            Kind = verdict.Mutant.Kind.ToString(),
            verdict.Mutant.File,
            verdict.Mutant.Member,
            verdict.Mutant.Line,
            verdict.Mutant.Source,
            verdict.Mutant.Before,
            verdict.Mutant.After,
            Fate = verdict.Fate.ToString(),
            verdict.By,
            verdict.Reason,
        }),
        Unused = unused,
    };

    public bool IsClean => unused.Count == 0 && Count(verdicts, Fate.Survived) == 0;

    /// <summary>
    /// Prints a row for each file and folder, first of changes and then of refusals, then every survivor without an
    /// explanation and every explanation without a survivor.
    /// </summary>
    public void Print()
    {
        PrintTable("changes", [.. verdicts.Where(verdict => verdict.Mutant.Kind == MutantKind.Change)]);
        PrintTable("refusals", [.. verdicts.Where(verdict => verdict.Mutant.Kind == MutantKind.Refusal)]);
        foreach (Verdict verdict in verdicts.Where(verdict => verdict.Fate == Fate.Survived))
        {
            Console.WriteLine($"survived: {verdict.Mutant}");
        }

        foreach (string explanation in unused)
        {
            Console.WriteLine($"explained, but noticed or gone: {explanation}");
        }
    }

    private static void PrintTable(string what, IReadOnlyList<Verdict> of)
    {
        if (of.Count == 0)
        {
            return;
        }

        Console.WriteLine($"{"file",-36}{what,9}{"noticed",9}{"score",9}{"explained",11}{"survived",10}");
        foreach (IGrouping<string,
            Verdict> folder in of.GroupBy(verdict => Path.GetDirectoryName(verdict.Mutant.File)!))
        {
            foreach (IGrouping<string, Verdict> file in folder.GroupBy(verdict => verdict.Mutant.File))
            {
                PrintRow(file.Key, [.. file]);
            }

            PrintRow($"{folder.Key}/", [.. folder]);
        }

        PrintRow("all", of);
    }

    private static void PrintRow(string name, IReadOnlyList<Verdict> of)
    {
        int killed = Count(of, Fate.Killed);
        string score = string.Create(CultureInfo.InvariantCulture, $"{100.0 * killed / of.Count:f1} %");
        Console.WriteLine(
            $"{name,-36}{of.Count,9}{killed,9}{score,9}{Count(of, Fate.Explained),11}{Count(of, Fate.Survived),10}");
    }

    private static int Count(IEnumerable<Verdict> of, Fate fate) => of.Count(verdict => verdict.Fate == fate);
}
