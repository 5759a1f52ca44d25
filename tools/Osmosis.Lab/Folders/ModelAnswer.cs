// An answer of the project's own, right or wrong, and the starter.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Folders;

/// <param name="Lab">The lab.</param>
/// <param name="Name">Its name, such as "wrong-no-invalidate".</param>
/// <param name="File">Where it lies: a file, or a folder for a lab whose answer has several.</param>
internal sealed record ModelAnswer(LabDefinition Lab, string Name, string File)
{
    /// <summary>Files whose name begins so must get full marks.</summary>
    private const string Right = "right";

    public static IEnumerable<ModelAnswer> All(LabDefinition lab) =>
        Directory.GetFiles(LabFolder.Of(lab.Number).Answers).Order(StringComparer.Ordinal)
            .Select(file => new ModelAnswer(lab, Path.GetFileNameWithoutExtension(file), file));

    public bool IsRight => Name.StartsWith(Right, StringComparison.Ordinal);

    /// <summary>Judges it; the result is null if the verdict is the one that its first line names.</summary>
    /// <param name="write">Writes the verdict there instead.</param>
    /// <param name="verdict">The verdict that it got.</param>
    public string? Try(bool write, out Verdict verdict)
    {
        string text = System.IO.File.ReadAllText(File);
        if (write && ExpectedVerdict.Of(text) is null)
        {
            text = $"{ExpectedVerdict.Start}\n{text}";
        }

        // What prints gets a process of its own, as a student's answer does: its output would stand among the results.
        bool isTrusted = !text.Contains("Console.", StringComparison.Ordinal);
        verdict = Lab.Check(new LabWork(Path.GetDirectoryName(File)!, File, text, Seed: 1, Depth: 0, isTrusted));
        string got = ExpectedVerdict.Describe(verdict);
        if (write)
        {
            System.IO.File.WriteAllText(File, $"{ExpectedVerdict.Start}{got}{text[text.IndexOf('\n')..]}");
            return null;
        }

        return ExpectedVerdict.Of(text) is not { } expected ? "its first line names no verdict"
            : expected != got ? $"its first line says: {expected}"
            : IsRight && Lab is SearchedLab searched && !searched.ModelStates.SequenceEqual(verdict.ModelStates)
                ? $"it reaches {string.Join(", ", verdict.ModelStates)} states of the model, and the lab says "
                    + string.Join(", ", searched.ModelStates)
            : IsRight != verdict.IsPassed ? "an answer is called right if and only if it gets full marks"
            : null;
    }
}
