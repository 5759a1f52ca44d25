// npm packages, in the versions of a folder's package-lock.json.
namespace Osmosis.Cli.Setup;

internal static class NodePackages
{
    private const string Lock = "package-lock.json";

    // The explorer's tests and the matrix may ask at the same time.
    private static readonly SemaphoreSlim s_turn = new(1);

    /// <summary>Returns when the packages are installed. Costs nothing if they were.</summary>
    /// <exception cref="FailedException">npm could not get them.</exception>
    public static async Task EnsureAsync(string folder, CancellationToken cancel)
    {
        await s_turn.WaitAsync(cancel);
        try
        {
            await InstallAsync(folder, cancel);
        }
        finally
        {
            s_turn.Release();
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancel)
    {
        string installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed)
            && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, Lock)))
        {
            return;
        }

        string[] arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
        ProcessOutput output = await Messages.WhileAsync($"Getting the packages of {Path.GetFileName(folder)}",
            () => ProcessOutput.OfAsync("npm", arguments, folder, cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException(
                $"npm failed with status {output.Status}. Try it by hand, in {folder}: "
                    + $"npm {string.Join(' ', arguments)}");
        }
    }
}
