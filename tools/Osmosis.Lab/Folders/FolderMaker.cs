// Makes a student's folder: text, starter, and a project.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Folders;

internal static class FolderMaker
{
    /// <param name="lab">The lab.</param>
    /// <param name="path">The folder, which may not hold anything yet.</param>
    /// <param name="from">The folder of an earlier lab whose file is taken along; null for the starter.</param>
    /// <param name="seed">The number that makes the questions; null for a random one.</param>
    public static void Make(LabDefinition lab, string path, string? from, int? seed)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new LabException($"{path} is there already, and not an empty folder");
        }

        string? taken = from is null ? null : FileOf(from, lab);
        bool wasThere = Directory.Exists(path);
        try
        {
            StudentFolder folder = Fill(lab, path, seed ?? Random.Shared.Next(1, 1_000_000), StudentProject.OfHome());
            if (taken is not null)
            {
                File.Copy(taken, folder.File, overwrite: true);
            }
        }
        catch when (Directory.Exists(path))
        {
            // Half a folder would be in the way of the next attempt.
            Directory.Delete(path, recursive: true);
            if (wasThere)
            {
                Directory.CreateDirectory(path);
            }

            throw;
        }
    }

    /// <summary>Makes the folder with the starter.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="path">The folder.</param>
    /// <param name="seed">The number that makes the questions.</param>
    /// <param name="project">The project, for a lab that has one.</param>
    public static StudentFolder Fill(LabDefinition lab, string path, int seed, StudentProject project)
    {
        LabFolder source = LabFolder.Of(lab.Number);
        StudentFolder folder = StudentFolder.Create(path, lab, seed);
        File.WriteAllText(Path.Combine(path, "README.md"),
            File.ReadAllText(source.Text).Replace("./osmosis", project.Command, StringComparison.Ordinal));
        foreach (string file in Directory.Exists(source.Start) ? Directory.GetFiles(source.Start) : [])
        {
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
        }

        lab.Prepare(path, folder.Seed);
        if (lab is CompiledLab)
        {
            project.Write(path, lab.FileName);
        }

        File.WriteAllText(Path.Combine(path, ".gitignore"), "bin/\nobj/\n.lab/\n");
        return folder;
    }

    private static string FileOf(string folder, LabDefinition lab)
    {
        StudentFolder earlier = StudentFolder.Open(folder);
        return earlier.Lab.FileName == lab.FileName && File.Exists(earlier.File)
            ? earlier.File
            : throw new LabException($"{folder} has no {lab.FileName} that could go on here");
    }
}
