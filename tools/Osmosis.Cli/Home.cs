// Where the commands find what they work on, and where they keep what they make: in a checkout, or installed as a .NET
// tool, whose package has a checkout's folders (kit/Osmosis.Tool). The commands of ./osmosis lab use it too.

namespace Osmosis.Cli;

internal static class Home
{
    // The checkout has it, and so has the package.
    private static readonly string Sign = Path.Combine("build", "sources.txt");

    // NuGet's description of an installed tool.
    private const string ToolSettings = "DotnetToolSettings.xml";

    /// <summary>The folder with <c>src/</c>, <c>labs/</c> and what was built of them, <c>artifacts/</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Whether this is the tool of the package Osmosis.Tool, which builds nothing of its own.</summary>
    public static bool IsInstalled { get; } = File.Exists(Path.Combine(Root, ToolSettings));

    /// <summary>What its user types.</summary>
    public static string Name => IsInstalled ? "osmosis" : "./osmosis";

    /// <summary>What was built of <see cref="Root"/>; nobody may write there when it is installed.</summary>
    public static string Built => Path.Combine(Root, "artifacts");

    /// <summary>Whether there is a folder for what commands make.</summary>
    public static bool CanMake => !IsInstalled || Cache() is not null;

    /// <summary>Where a command keeps what it makes.</summary>
    /// <exception cref="IOException">There is no such folder.</exception>
    public static string Made => !IsInstalled ? Built : Cache()
        ?? throw new IOException("there is no folder to build in: neither XDG_CACHE_HOME nor HOME names one");

    /// <summary>The program that a command is typed for, and its words, for a process of its own.</summary>
    /// <param name="words">What follows <see cref="Name"/>.</param>
    public static (string Program, string[] Words) Command(params string[] words) => IsInstalled
        ? (DotnetHost.Find(), words is ["lab", .. string[] more]
            ? [Path.Combine(Built, "lab", "osmosis-lab.dll"), .. more]
            : [Path.Combine(Built, "cli", "osmosis.dll"), .. words])
        : (Path.Combine(Root, "osmosis"), words);

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Sign)))
            {
                return at.FullName;
            }
        }

        throw new IOException($"no folder above {AppContext.BaseDirectory} has {Sign}");
    }

    private static string? Cache()
    {
        string version = typeof(Home).Assembly.GetName().Version?.ToString(3) ?? "";
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        return Path.IsPathRooted(cache) ? Path.Combine(cache, "osmosis", version)
            : Path.IsPathRooted(home) ? Path.Combine(home, ".cache", "osmosis", version) : null;
    }
}
