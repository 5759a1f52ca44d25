// Makes sure that the tools are installed: installs missing ones if it may, otherwise prints the command to type.
using System.Diagnostics;

namespace Osmosis.Cli.Setup;

internal static class Preparation
{
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_lockPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns when everything needed for <paramref name="purpose"/> is installed. Costs nothing if it was.
    /// </summary>
    /// <exception cref="FailedException">Something is missing and could not be installed; the message says what to
    /// type.</exception>
    public static Task EnsureAsync(Purpose purpose, CancellationToken cancel) => EnsureAsync(Tool.For(purpose), cancel);

    /// <summary>Returns when all of <paramref name="tools"/> are installed. Costs nothing if they were.</summary>
    /// <exception cref="FailedException">Something is missing and could not be installed; the message says what to
    /// type.</exception>
    public static async Task EnsureAsync(IReadOnlyList<Tool> tools, CancellationToken cancel)
    {
        Tool[] missing = [.. tools.Where(tool => tool.Path is null)];
        if (missing.Length == 0)
        {
            return;
        }

        string names = string.Join(", ", missing.Select(tool => tool.Program));
        string[] packages = [.. missing.Select(tool => tool.Package).OfType<string>().Distinct()];
        string[]? privilege = await PrivilegeAsync(cancel);
        if (missing.Any(tool => tool.Package is null) || privilege is null)
        {
            throw new FailedException(packages.Length == 0
                ? $"missing: {names}" : $"missing: {names}. To get it: {HowToGet(packages)}");
        }

        await AptGetAsync("Updating the package lists", [.. privilege, "apt-get", "update"], packages, cancel);
        await AptGetAsync($"Installing {string.Join(", ", packages)}", [.. privilege, .. InstallArguments(packages)],
            packages, cancel);
        if (missing.FirstOrDefault(tool => tool.Path is null) is { } still)
        {
            throw new FailedException(
                $"{still.Program} is still missing although its package {still.Package} is installed");
        }
    }

    /// <summary>The command that gets <paramref name="packages"/> of Debian, or what serves for them here.</summary>
    public static string HowToGet(IReadOnlyCollection<string> packages) =>
        Distribution.Here.HowToGet(packages, Environment.IsPrivilegedProcess);

    private static string[] InstallArguments(IEnumerable<string> packages) =>
        ["apt-get", "install", "-y", "--no-install-recommends", .. packages];

    // The words to put before apt-get: none for root, sudo where it asks for no password; null if neither works.
    private static async Task<string[]?> PrivilegeAsync(CancellationToken cancel)
    {
        bool Has(string program) => new Tool(program, null, "", Purpose.Build).Path is not null;
        string[] prefix = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"];
        if (!Has("apt-get"))
        {
            return null;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return prefix;
        }

        return Has("sudo") && (await ProcessOutput.OfAsync("sudo", ["-n", "true"], cancel: cancel)).Succeeded
            ? ["sudo", "-n", .. prefix] : null;
    }

    private static async Task AptGetAsync(string what, string[] command, string[] packages, CancellationToken cancel)
    {
        ProcessOutput output = await Messages.WhileAsync(what, () => UnlockedAsync(command, cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException(
                $"apt-get failed with status {output.Status}. Try it by hand: {HowToGet(packages)}");
        }
    }

    // Another package manager may be at work: a new machine updates itself in its first minutes. apt-get can wait for
    // dpkg's lock, and not for that of the package lists.
    private static async Task<ProcessOutput> UnlockedAsync(string[] command, CancellationToken cancel)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            ProcessOutput output = await ProcessOutput.OfAsync(command[0], command[1..], cancel: cancel);
            if (output.Succeeded || waited.Elapsed > s_lockPatience
                || !output.Text.Contains("Could not get lock", StringComparison.Ordinal))
            {
                return output;
            }

            await Task.Delay(s_lockPause, cancel);
        }
    }
}
