// A student's folder: which lab it is of, and what is judged in it.
using System.Text.Json;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Verdicts;

namespace Osmosis.Lab.Folders;

/// <summary>What lab.json in a student's folder says.</summary>
/// <param name="Lab">The lab's number.</param>
/// <param name="Seed">The number that made the folder's questions; 0 where a lab has none.</param>
internal sealed record FolderNote(int Lab, int Seed);

internal sealed record StudentFolder(string Path, LabDefinition Lab, int Seed)
{
    private const string NoteName = "lab.json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file that is judged.</summary>
    public string File => System.IO.Path.Combine(Path, Lab.FileName);

    /// <summary>The last verdict, for show.</summary>
    public string VerdictFile => System.IO.Path.Combine(Path, ".lab", "verdict.json");

    /// <summary>Opens a folder that 'lab new' made.</summary>
    public static StudentFolder Open(string path)
    {
        string note = System.IO.Path.Combine(path, NoteName);
        if (!Directory.Exists(path))
        {
            throw new LabException($"there is no folder {path}");
        }

        if (!System.IO.File.Exists(note))
        {
            throw new LabException($"{path} is no lab's folder: it has no {NoteName}; 'lab new N DIR' makes one");
        }

        FolderNote? found;
        try
        {
            found = JsonSerializer.Deserialize<FolderNote>(System.IO.File.ReadAllText(note), _json);
        }
        catch (JsonException wrong)
        {
            throw new LabException($"{note} can't be read: {wrong.Message}");
        }

        return LabCatalogue.Find(found?.Lab ?? -1) is { } lab
            ? new StudentFolder(path, lab, found!.Seed)
            : throw new LabException($"{note} names lab {found?.Lab}, which there isn't");
    }

    /// <summary>Notes which lab a new folder is of.</summary>
    public static StudentFolder Create(string path, LabDefinition lab, int seed)
    {
        Directory.CreateDirectory(path);
        System.IO.File.WriteAllText(
            System.IO.Path.Combine(path, NoteName),
            JsonSerializer.Serialize(new FolderNote(lab.Number, seed), _json) + "\n");
        return new StudentFolder(path, lab, seed);
    }

    /// <summary>Keeps a verdict for 'lab show', and its points for the list of labs.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="lines">The lines of the file that it is of.</param>
    public void Keep(Verdict verdict, string[] lines)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(VerdictFile)!);
        System.IO.File.WriteAllText(VerdictFile, VerdictJson.Write(verdict, lines) + "\n");
        if (verdict.Points is { } points)
        {
            Scores.Read().Note(Lab.Number, points);
        }
    }

    /// <summary>The verdict that was kept; null when there is none.</summary>
    public Verdict? LastVerdict()
    {
        if (!System.IO.File.Exists(VerdictFile))
        {
            return null;
        }

        try
        {
            // What a record doesn't find in a file is null, whatever its type says.
            Verdict? kept = VerdictJson.Read(System.IO.File.ReadAllText(VerdictFile));
            return kept is { Rules: not null, Errors: not null }
                ? kept
                : throw new JsonException("it holds no verdict");
        }
        catch (JsonException wrong)
        {
            throw new LabException(
                $"{VerdictFile} can't be read: {wrong.Message}; '{Home.Name} lab check {Path}' writes it anew");
        }
    }

    /// <summary>The student's file as it is now.</summary>
    public LabWork Read(int depth)
    {
        try
        {
            return new LabWork(Path, File, System.IO.File.ReadAllText(File), Seed, depth);
        }
        catch (FileNotFoundException)
        {
            throw new LabException($"{Path} has no {Lab.FileName}");
        }
    }
}
