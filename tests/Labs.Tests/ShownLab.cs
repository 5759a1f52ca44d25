// What several tests look at: a wrong answer to lab 4, judged and shown once.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

[assembly: AssemblyFixture(typeof(Osmosis.Lab.Tests.ShownLab))]

namespace Osmosis.Lab.Tests;

public sealed class ShownLab : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-shown-").FullName;

    private readonly Lazy<string> _judged;
    private readonly Lazy<LabProcess> _text;
    private readonly Lazy<string> _page;

    public ShownLab()
    {
        _judged = new(Judge);
        _text = new(() => LabProcess.Run("show", _judged.Value));
        _page = new(() => PageOf(_judged.Value));
    }

    /// <summary>What 'lab show' printed.</summary>
    internal LabProcess Text => _text.Value;

    /// <summary>The page that 'lab show --html' wrote.</summary>
    internal string Page => _page.Value;

    /// <summary>The page of another folder.</summary>
    public static string PageOf(string folder)
    {
        string page = Path.Combine(folder, "page.html");
        Assert.Equal(0, LabProcess.Run("show", folder, "--html", page).Status);
        return File.ReadAllText(page);
    }

    /// <summary>Makes a student's folder, as 'lab new' does.</summary>
    public static void Make(int number, string folder) =>
        FolderMaker.Make(LabCatalogue.Find(number)!, folder, null, 1);

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
            File.Copy(Path.Combine(_judged.Value, name), Path.Combine(folder, name));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Judge()
    {
        string folder = Path.Combine(_folder, "lab");
        Make(4, folder);
        Write(folder, 4, "wrong-no-invalidate", null);
        Assert.Equal(1, LabProcess.Run("check", folder).Status);
        return folder;
    }
}
