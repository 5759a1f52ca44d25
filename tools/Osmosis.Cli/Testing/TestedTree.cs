// The subject of a test run: one image and the sources it was built from, whatever is edited, built or committed
// meanwhile.
using System.Globalization;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

/// <summary>
/// A folder of a run: <c>osmosis.elf</c>, <c>osmosis.debug</c>, a clone of the working tree as <c>sources</c>, and
/// output of commands that tests call. It is deleted when the run is over.
/// </summary>
internal sealed class TestedTree : IDisposable
{
    private const string CopyScript = "copy-working-tree.sh";

    private TestedTree(string folder) => Folder = folder;

    public string Folder { get; }

    private string Sources => Path.Combine(Folder, "sources");

    /// <summary>Builds the kernel if necessary and copies it. Starts again if a file is edited meanwhile.</summary>
    /// <exception cref="FailedException">The kernel did not build, or the working tree can't be copied.</exception>
    public static async Task<TestedTree> MakeAsync(Repository repository, CancellationToken cancel)
    {
        string parent = Directory.CreateDirectory(Path.Combine(repository.Artifacts, "tested")).FullName;
        DeleteAbandoned(parent);
        TestedTree tree = new(Path.Combine(parent, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        string built;
        do
        {
            built = await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            tree.Dispose();
            Directory.CreateDirectory(tree.Folder);
            string script = Path.Combine(repository.Root, "tests", CopyScript);
            ProcessOutput copy =
                await ProcessOutput.OfAsync("bash", [script, repository.Root, tree.Sources], cancel: cancel);
            if (!copy.Succeeded)
            {
                Messages.Say(copy.Text.TrimEnd());
                throw new FailedException($"{CopyScript} failed with status {copy.Status}");
            }

            foreach (string file in (string[])[repository.KernelImage, repository.KernelDebug])
            {
                // Newer than the sources, or a debugger would take them for edited.
                string tested = Path.Combine(tree.Folder, Path.GetFileName(file));
                File.Copy(file, tested);
                File.SetLastWriteTimeUtc(tested, DateTime.UtcNow);
            }
        }
        while (built != await Fingerprint.OfSourcesAsync(repository, KernelBuild.DefaultConfiguration, cancel));
        return tree;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    // A folder has the name of the process that made it.
    private static void DeleteAbandoned(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent)
            .Where(folder => !Directory.Exists($"/proc/{Path.GetFileName(folder)}")))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
