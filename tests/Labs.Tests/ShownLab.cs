// What several tests look at: a wrong answer to lab 4, judged and shown once.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

public sealed class ShownLab : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-shown-").FullName;

    public ShownLab()
    {
        LabProcess.Run("new", "4", Folder);
        Write(Folder, 4, "wrong-no-invalidate", null);
        Assert.Equal(1, LabProcess.Run("check", Folder).Status);
        Text = LabProcess.Run("show", Folder);
    }

    /// <summary>What 'lab show' printed.</summary>
    internal LabProcess Text { get; }

    private string Folder => Path.Combine(_folder, "lab");

    /// <summary>Writes an answer of the project's into a student's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="number">The lab's number.</param>
    /// <param name="answer">The answer's name.</param>
    /// <param name="change">Makes another text of it; it must differ.</param>
    public static void Write(string folder, int number, string answer, Func<string, string>? change)
    {
        LabDefinition lab = LabCatalogue.Find(number)!;
        string text = File.ReadAllText(ModelAnswer.All(lab).Single(model => model.Name == answer).File);
        string changed = change is null ? text : change(text);
        Assert.True(change is null || changed != text, "the answer has nothing to change");
        File.WriteAllText(Path.Combine(folder, lab.FileName), changed);
    }

    /// <summary>Copies the folder with its verdict.</summary>
    public void CopyTo(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".lab"));
        foreach (string name in (string[])["lab.json", "Paging.cs", ".lab/verdict.json"])
        {
            File.Copy(Path.Combine(Folder, name), Path.Combine(folder, name));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
