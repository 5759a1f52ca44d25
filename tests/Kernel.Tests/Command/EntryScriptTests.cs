// ./osmosis builds the command that it runs when a source of it changed, and not otherwise. Where it may not write, it
// says so.

namespace Osmosis.Kernel.Tests.Command;

[Slow]
public sealed class EntryScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-script-");

    private string Root => Path.Combine(_folder.FullName, "tree");

    /// <summary>The folders that hold sources, the command's words, and the project that is built.</summary>
    [Theory]
    [InlineData("tools/Osmosis.Cli/Program.cs", "doctor", "tools/Osmosis.Cli")]
    [InlineData("src/Kernel/Snapshot/Layout.cs", "run", "tools/Osmosis.Cli")]
    [InlineData("src/Metal/SymbolTable.cs", "disasm", "tools/Osmosis.Cli")]
    [InlineData("build/iso.sh", "iso", "tools/Osmosis.Cli")]
    [InlineData("build/packages.txt", "doctor", "tools/Osmosis.Cli")]
    [InlineData("tools/Osmosis.Lab/Program.cs", "lab", "tools/Osmosis.Lab")]
    [InlineData("labs/Paging/PagingWorld.cs", "lab", "tools/Osmosis.Lab")]
    [InlineData("kit/Osmosis.Testing/Platform/Form.cs", "lab", "tools/Osmosis.Lab")]
    public async Task A_changed_source_is_built_and_nothing_else(string source, string word, string project)
    {
        Make();
        Assert.Contains(await RunAsync(word),
            call => call.StartsWith($"build {Root}/{project} ", StringComparison.Ordinal));
        Assert.DoesNotContain(await RunAsync(word), call => call.StartsWith("build ", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, source))!);
        await File.WriteAllTextAsync(Path.Combine(Root, source), "// new");
        Assert.Contains(await RunAsync(word),
            call => call.StartsWith($"build {Root}/{project} ", StringComparison.Ordinal));
        Assert.DoesNotContain(await RunAsync(word), call => call.StartsWith("build ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_that_may_not_write_says_where_in_one_line()
    {
        Make();
        const string Denied = "Access to the path '/it's/root's/obj/a.tmp' is denied";
        await File.WriteAllTextAsync(Path.Combine(Root, "bin", "dotnet"), $"""
            #!/bin/sh
            echo "NuGet.targets(198,5): error : {Denied}. [/a.csproj]"
            echo "NuGet.targets(198,5): error :   Permission denied [/a.csproj]"
            exit 1
            """);
        OsmosisCommand command = await OsmosisCommand.RunAsync(
            Root, ["doctor"], searchPath: $"{Root}/bin:/usr/bin:/bin");
        Assert.Equal(1, command.Status);
        Assert.Equal($"osmosis: building tools/Osmosis.Cli failed: {Denied}", command.Error[^1]);
        Assert.DoesNotContain(command.Error, line => line.Contains("error :", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_socket_of_the_compiler_that_built_a_lab_s_command_is_not_left()
    {
        Make();
        string dotnet = Path.Combine(Root, "bin", "dotnet");
        await File.WriteAllTextAsync(dotnet, $$"""
            #!/bin/sh
            for word; do
                case $word in -p:SharedCompilationId=*) name="${word#*=}"; touch "/tmp/$name"; echo "$name" ;; esac
            done >> '{{Root}}/calls'
            """);
        string name = Assert.Single(await RunAsync("lab"));
        Assert.StartsWith("osmosis-", name, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine("/tmp", name)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // A tree with the script and empty folders, and a dotnet that only notes how it was called.
    private void Make()
    {
        foreach (string folder in (string[])[
            "tools/Osmosis.Cli/Building", "tools/Osmosis.Emulators", "tools/Osmosis.Snapshot", "tools/Osmosis.Symbols",
            "tools/Osmosis.Lab", "src/Kernel/Diagnostics", "src/Kernel/Snapshot", "src/Metal", "bench/Measuring",
            "labs", "kit/Osmosis.Testing/Platform", "tests/SimulatedMachine", "src/Memory", "src/Boot", "src/Faults",
            "src/Memory.Host", "explorer/src/ui", "artifacts/cli", "artifacts/lab", "bin", "build"])
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
        }

        foreach (string file in (string[])[
            "global.json", "Directory.Build.props", "tools/Osmosis.Cli/UsageError.cs", "tools/Osmosis.Cli/Spelling.cs",
            "tools/Osmosis.Cli/Home.cs", "tools/Osmosis.Cli/DotnetHost.cs",
            "tools/Osmosis.Cli/Building/Fingerprint.cs", "tools/Osmosis.Cli/Building/FileLock.cs",
            "explorer/src/ui/colours.css",
            "artifacts/cli/osmosis.dll", "artifacts/lab/osmosis-lab.dll", "build/iso.sh", "build/packages.txt"])
        {
            File.WriteAllText(Path.Combine(Root, file), "");
        }

        File.Copy(Path.Combine(Checkout.Root, "osmosis"), Path.Combine(Root, "osmosis"));
        string dotnet = Path.Combine(Root, "bin", "dotnet");
        File.WriteAllText(dotnet, $"#!/bin/sh\necho \"$@\" >> '{Root}/calls'\n");
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private async Task<string[]> RunAsync(string word)
    {
        string calls = Path.Combine(Root, "calls");
        File.Delete(calls);
        OsmosisCommand command = await OsmosisCommand.RunAsync(
            Root, [word], searchPath: $"{Root}/bin:/usr/bin:/bin");
        Assert.Equal(0, command.Status);
        return await File.ReadAllLinesAsync(calls);
    }
}
