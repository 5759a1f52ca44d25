// Where a lab's own files lie: text, hints, starter and answers.
using System.Globalization;
using Osmosis.Cli;

namespace Osmosis.Lab.Folders;

/// <summary>A folder of labs/, whose name begins with the lab's number in two digits.</summary>
internal sealed class LabFolder
{
    private LabFolder(string path) => Path = path;

    public string Path { get; }

    public string Text => System.IO.Path.Combine(Path, "README.md");

    public string Hints => System.IO.Path.Combine(Path, "hints.md");

    /// <summary>What a new folder gets.</summary>
    public string Start => System.IO.Path.Combine(Path, "start");

    /// <summary>Right and wrong answers, each with the verdict that it must get.</summary>
    public string Answers => System.IO.Path.Combine(Path, "answers");

    public static LabFolder Of(int number)
    {
        string labs = System.IO.Path.Combine(Home.Root, "labs");
        string[] found = Directory.GetDirectories(labs, number.ToString("00", CultureInfo.InvariantCulture) + "-*");
        return found.Length == 1
            ? new LabFolder(found[0])
            : throw new LabException($"{labs} has {found.Length} folders for lab {number}, and must have one");
    }
}
