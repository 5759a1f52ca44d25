// A kernel with one planted bug of tests/PlantedBugs.
using System.Globalization;
using Osmosis.Cli;

namespace Osmosis.Lab.Images;

/// <summary>A file of tests/PlantedBugs: one change of one place in one of the core's files.</summary>
/// <param name="Number">The number that the file's name begins with.</param>
/// <param name="File">The changed file, from the checkout's top.</param>
/// <param name="Old">The text that is replaced.</param>
/// <param name="New">What replaces it.</param>
internal sealed record BuggyKernel(int Number, string File, string Old, string New)
{
    private static readonly string[] _fields = ["bug", "what", "file", "old", "new"];

    public static BuggyKernel Read(int number)
    {
        string prefix = number.ToString("00", CultureInfo.InvariantCulture);
        string bugs = Path.Combine(Home.Root, "tests", "PlantedBugs");
        string path = Directory.GetFiles(bugs, $"{prefix}-*.txt") is [string only]
            ? only : throw new LabException($"{bugs} must have one file {prefix}-*.txt");
        string[] lines = System.IO.File.ReadAllLines(path);
        string[] values = [.. _fields.Select((field, place) =>
            place < lines.Length && lines[place].StartsWith($"{field}: ", StringComparison.Ordinal)
                ? lines[place][(field.Length + 2)..]
                : throw new LabException($"{path}: line {place + 1} must start with '{field}: '"))];
        return new BuggyKernel(number, values[2], values[3], values[4]);
    }

    /// <summary>The line of the change, looked up in the file as it is now.</summary>
    public int Line()
    {
        string text = System.IO.File.ReadAllText(Path.Combine(Home.Root, File));
        int place = text.IndexOf(Old, StringComparison.Ordinal);
        return place >= 0 && text.IndexOf(Old, place + 1, StringComparison.Ordinal) < 0
            ? text.AsSpan(0, place).Count('\n') + 1
            : throw new LabException($"{File} must have this once: {Old}");
    }

    /// <summary>The folder of an image with the bug, built unless it is there.</summary>
    public string EnsureImage()
    {
        string folder = KernelTree.Folder(Path.Combine("bugs", Number.ToString("00", CultureInfo.InvariantCulture)));
        string stamp = $"{KernelTree.SourcesDigest} {Old} {New}";
        if (KernelImage.IsFresh(folder, stamp))
        {
            return folder;
        }

        using KernelTree tree = KernelTree.Open("bugs-sources");
        KernelImage.Forget(folder);
        tree.Restore(File);
        tree.Replace(File, Old, New);
        IReadOnlyList<string> errors;
        try
        {
            errors = tree.Build("Building the kernel of this seed, once", folder);
        }
        finally
        {
            tree.Restore(File);
        }

        if (errors.Count > 0)
        {
            throw new LabException($"the kernel with bug {Number} does not build: {errors[0]}");
        }

        KernelImage.Note(folder, stamp);
        return folder;
    }
}
