// The commands that the labs' texts name, as a student types them one after the other.
using System.Diagnostics;
using System.Text.RegularExpressions;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

[Slow]
public sealed partial class TextCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-lab-").FullName;

    // Lab 12's commands boot a kernel: LabBootTests has them.
    [Fact]
    public void Every_command_of_a_text_does_what_it_says()
    {
        int run = 0;
        foreach (LabDefinition lab in LabCatalogue.All.Where(lab => lab.Number != 12))
        {
            foreach (Match command in Commands().Matches(File.ReadAllText(LabFolder.Of(lab.Number).Text)))
            {
                Run(lab.Number, command.Groups[1].Value);
                run++;
            }
        }

        Assert.True(run >= 6, $"only {run} commands were found");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"`\./osmosis lab ([a-z]+[^`]*)`")]
    private static partial Regex Commands();

    private string Folder(int lab) => Path.Combine(_folder, $"{lab}");

    private void Run(int lab, string command)
    {
        string[] words = [.. command.Split(' ').Select(word => word switch
        {
            "DIR" => Folder(lab),
            _ when word.StartsWith("DIR-OF-LAB-", StringComparison.Ordinal) => Folder(lab - 1),
            _ => word,
        })];
        if (words[0] != "new" && !Directory.Exists(Folder(lab)))
        {
            Assert.Equal(0, LabProcess.Run("new", $"{lab}", Folder(lab), "--seed", "1").Status);
        }

        if (words[0] == "watch")
        {
            Watch(Folder(lab));
            return;
        }

        LabProcess done = LabProcess.Run(words.Length == 1 ? [words[0], Folder(lab)] : words);
        Assert.True(done.Status == (words[0] == "check" ? 1 : 0), $"{command}: {done.Status}, {done.Errors}");
    }

    /// <summary>It doesn't end by itself: it is ended when it has said its first verdict.</summary>
    private static void Watch(string folder)
    {
        using Process watch = LabProcess.Start("watch", folder);
        try
        {
            List<string> lines = [];
            while (watch.StandardOutput.ReadLine() is { } line && !line.StartsWith('('))
            {
                lines.Add(line);
            }

            Assert.Contains(lines, line => line.Contains("/100 points.", StringComparison.Ordinal));
        }
        finally
        {
            watch.Kill();
        }
    }
}
