// The packages, and a folder outside the repository in which somebody begins with them.
using System.IO.Compression;

namespace Osmosis.Kit.Tests.Packages;

/// <summary>The tests that build something share it, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class PackedKitCollection : ICollectionFixture<PackedKit>
{
    public const string Name = "packed kit";
}

/// <summary>
/// <see cref="Place"/> is an empty folder with a blank in its name, whose NuGet.config adds the packages' folder to the
/// registry that this machine uses. Templates, packages and settings are its own.
/// </summary>
public sealed class PackedKit : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-kit-");

    private Dictionary<string, string> _environment = [];

    /// <summary>The packages.</summary>
    public string Packages => Path.Combine(_folder.FullName, "packages");

    /// <summary>Packages of later versions.</summary>
    private string Later => Path.Combine(_folder.FullName, "later");

    /// <summary>Where somebody begins.</summary>
    public string Place => Path.Combine(_folder.FullName, "a place with blanks");

    /// <summary>A kernel from the template, built and never run.</summary>
    public string Kernel => Path.Combine(Place, "my kernel");

    /// <summary>The command of the package Osmosis.Tool.</summary>
    public string Tool => Path.Combine(Place, "tools", "osmosis");

    /// <summary>What <c>dotnet run</c> starts, as it was restored.</summary>
    public string BootScript =>
        Path.Combine(_environment["NUGET_PACKAGES"], "osmosis.sdk", Version, "targets", "boot.sh");

    /// <summary>The version in the packages' names.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Directory.GetFiles(Packages, "Osmosis.Sdk.*.nupkg")
        .Single())["Osmosis.Sdk.".Length..];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Place);
        Directory.CreateDirectory(Later);
        await PackAsync(Packages);
        _environment = new()
        {
            ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "restored"),
            ["DOTNET_CLI_HOME"] = Path.Combine(_folder.FullName, "home"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            // A variable that moves the output of other projects.
            ["Platform"] = "x86",
            // The installed tool has its own image, and keeps nothing outside of this folder.
            [Checkout.TestedVariable] = "",
            ["XDG_CACHE_HOME"] = Path.Combine(_folder.FullName, "cache"),
            ["XDG_STATE_HOME"] = Path.Combine(_folder.FullName, "state"),
        };
        await File.WriteAllTextAsync(Path.Combine(Place, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <add key="kit" value="{Packages}" />
                <add key="later" value="{Later}" />
              </packageSources>
            </configuration>
            """);
        await SucceedAsync(Place, "dotnet", "new", "install",
            Path.Combine(Packages, $"Osmosis.Templates.{Version}.nupkg"));
        await SucceedAsync(Place, "dotnet", "new", "osmosis-kernel", "-o", Path.GetFileName(Kernel));
        await SucceedAsync(Kernel, "dotnet", "build");
        await SucceedAsync(Place, "dotnet", "tool", "install", "--tool-path", "tools", "Osmosis.Tool", "--version",
            Version);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes the packages.</summary>
    internal static async Task PackAsync(string folder)
    {
        Typed pack = await Typed.RunAsync(Checkout.Root, new Dictionary<string, string>(), [],
            Path.Combine(Checkout.Root, "osmosis"), "pack", "--output", folder);
        Assert.True(pack.Status == 0, pack.All);
    }

    /// <summary>Types a command.</summary>
    internal Task<Typed> TypeAsync(string folder, params string[] words) => TalkAsync(folder, [], words);

    /// <summary>Types a command, and what it waits for.</summary>
    internal Task<Typed> TalkAsync(string folder, (string Await, string Type)[] dialogue, params string[] words) =>
        Typed.RunAsync(folder, _environment, dialogue, words);

    /// <summary>Types a command where the search path has these programs alone.</summary>
    internal async Task<Typed> TypeWithAsync(IEnumerable<string> programs, string folder, params string[] words)
    {
        DirectoryInfo path = Directory.CreateTempSubdirectory("osmosis-path-");
        try
        {
            foreach (string program in programs)
            {
                File.CreateSymbolicLink(Path.Combine(path.FullName, program), Find(program));
            }

            return await Typed.RunAsync(folder,
                new Dictionary<string, string>(_environment) { ["PATH"] = path.FullName }, [], words);
        }
        finally
        {
            path.Delete(recursive: true);
        }
    }

    internal async Task<Typed> SucceedAsync(string folder, params string[] words)
    {
        Typed typed = await TypeAsync(folder, words);
        Assert.True(typed.Status == 0, typed.All);
        return typed;
    }

    /// <summary>Puts the SDK beside itself, as another version.</summary>
    internal async Task PublishAgainAsync(string version)
    {
        string package = Path.Combine(Later, $"Osmosis.Sdk.{version}.nupkg");
        File.Copy(Path.Combine(Packages, $"Osmosis.Sdk.{Version}.nupkg"), package);
        await using ZipArchive archive = await ZipFile.OpenAsync(package, ZipArchiveMode.Update);
        foreach (string name in (string[])["Osmosis.Sdk.nuspec", "Sdk/Osmosis.Version.props"])
        {
            ZipArchiveEntry entry = archive.GetEntry(name)!;
            string text;
            using (StreamReader reader = new(await entry.OpenAsync()))
            {
                text = await reader.ReadToEndAsync();
            }

            entry.Delete();
            await using StreamWriter writer = new(await archive.CreateEntry(name).OpenAsync());
            await writer.WriteAsync(text.Replace($">{Version}<", $">{version}<", StringComparison.Ordinal));
        }
    }

    private static string Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, program)).First(File.Exists);
}
