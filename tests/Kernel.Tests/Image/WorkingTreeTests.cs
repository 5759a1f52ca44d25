// Copies of a repository: for clean builds the working tree, not its last commit; and with unchanged line ends.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Image;

public sealed class WorkingTreeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-tree-");

    private string Tree => Path.Combine(_folder.FullName, "tree");

    private string Copy => Path.Combine(_folder.FullName, "a copy");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_copy_has_what_was_changed_staged_added_moved_and_deleted_and_not_what_git_ignores()
    {
        Directory.CreateDirectory(Path.Combine(Tree, "folder"));
        await GitAsync(Tree, "init", "--quiet");
        Write(".gitignore", "ignored/\n");
        foreach (string name in new[] { "same", "changed", "staged", "deleted", "folder/moved" })
        {
            Write(name, "committed");
        }

        await GitAsync(Tree, "add", ".");
        await GitAsync(Tree, "-c", "user.name=test", "-c", "user.email=test", "commit", "--quiet", "--message", "test");
        Write("changed", "since");
        Write("staged", "since");
        await GitAsync(Tree, "add", "staged");
        File.Delete(Path.Combine(Tree, "deleted"));
        await GitAsync(Tree, "mv", "folder/moved", "folder/to another name");
        Write("new folder/a new file", "since");
        Write("ignored/file", "since");

        await FreshClone.CopyAsync(Tree, Copy);

        string[] files = [".gitignore", "changed", "folder/to another name", "new folder/a new file", "same", "staged"];
        Assert.Equal(files, FilesOf(Copy));
        Assert.All(files,
            name =>
                Assert.Equal(File.ReadAllText(Path.Combine(Tree, name)), File.ReadAllText(Path.Combine(Copy, name))));
        Assert.Equal(await GitAsync(Tree, "rev-parse", "HEAD"), await GitAsync(Copy, "rev-parse", "HEAD"));
    }

    // With core.autocrlf a script would begin with "bash\r".
    [Fact]
    public async Task A_clone_has_the_committed_line_ends_whatever_git_s_settings_say()
    {
        const string Script = "#!/usr/bin/env bash\nexit\n";
        Directory.CreateDirectory(Tree);
        await GitAsync(Tree, "init", "--quiet");
        Write(".gitattributes", await File.ReadAllTextAsync(Path.Combine(Checkout.Sources, ".gitattributes")));
        Write("osmosis", Script);
        await GitAsync(Tree, "add", ".");
        await GitAsync(Tree, "-c", "user.name=test", "-c", "user.email=test", "commit", "--quiet", "--message", "test");

        await GitAsync(Tree, "clone", "--quiet", "--config", "core.autocrlf=true", Tree, Copy);

        Assert.Equal(Script, await File.ReadAllTextAsync(Path.Combine(Copy, "osmosis")));
    }

    private static string[] FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.StartsWith(".git/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private void Write(string name, string text)
    {
        string path = Path.Combine(Tree, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        using Process git = Process.Start(
            new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        string output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
