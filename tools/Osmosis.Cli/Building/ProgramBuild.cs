// Makes artifacts/programs, unless they are up to date.
namespace Osmosis.Cli.Building;

internal static class ProgramBuild
{
    private const string Programs = "programs";

    private static readonly string[] s_sources =
    [
        "build", Programs, "samples/HelloProgram", "src/CoreLib", "src/Userland", "src/Programs/Errors",
        "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig",
    ];

    /// <summary>Where the programs are.</summary>
    public static string Folder { get; } = Path.Combine(Home.Built, Programs);

    /// <summary>Returns when each program is up to date, and no other is there.</summary>
    /// <exception cref="FailedException">The build failed; the compiler's messages were shown.</exception>
    public static async Task EnsureAsync(Repository repository, CancellationToken cancel)
    {
        if (repository.Tested is not null)
        {
            return;
        }

        string folder = Directory.CreateDirectory(Folder).FullName;
        string stamp = $"{folder}.stamp";
        await using FileStream oneAtATime = await KernelBuild.LockAsync($"{folder}.lock", cancel);
        if (File.Exists(stamp) && File.ReadAllText(stamp) == Stamp())
        {
            return;
        }

        File.Delete(stamp);
        foreach (string program in Directory.EnumerateFiles(folder))
        {
            File.Delete(program);
        }

        await DotnetBuild.RunAsync("the programs", Path.Combine(repository.Root, Programs),
            KernelBuild.DefaultConfiguration, cancel);
        await File.WriteAllTextAsync(stamp, Stamp(), cancel);

        string Stamp() =>
            $"{Fingerprint.OfPaths(repository.Root, s_sources)} "
                + $"{Fingerprint.OfFiles(folder, Fingerprint.FilesOf(folder))}\n";
    }
}
