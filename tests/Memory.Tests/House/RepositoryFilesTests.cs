using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace Osmosis.Memory.Tests.House;

/// <summary>The files for who comes to the repository: they parse, and what they name exists.</summary>
public partial class RepositoryFilesTests
{
    private static readonly string _version =
        (string)XDocument.Load(PathOf("Directory.Build.props")).Descendants("Version").Single();

    private static readonly string[] _commands =
        [.. Directory.GetFiles(PathOf("tools/Osmosis.Cli/Commands"), "*Command.cs")
            .SelectMany(file => CommandName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)];

    [Fact]
    public void The_citation_and_the_changelog_have_the_version_that_is_built()
    {
        Assert.Equal(_version, Text(Yaml("CITATION.cff"), "version"));
        Assert.Contains(File.ReadLines(PathOf("CHANGELOG.md")),
            line => line.StartsWith($"## [{_version}] - ", StringComparison.Ordinal));
    }

    [Fact]
    public void Issue_forms_have_a_name_and_fields_with_different_names()
    {
        string[] forms = [.. Directory.GetFiles(PathOf(".github/ISSUE_TEMPLATE"), "*.yml")
            .Where(file => Path.GetFileName(file) != "config.yml")];
        Assert.NotEmpty(forms);
        foreach (string form in forms)
        {
            YamlMappingNode root = Yaml(form);
            Assert.NotEqual("", Text(root, "name"));
            Assert.NotEqual("", Text(root, "description"));
            string[] fields =
                [.. ((YamlSequenceNode)root["body"]).Cast<YamlMappingNode>().Select(field => Text(field, "id"))];
            Assert.NotEmpty(fields);
            Assert.Equal(fields.Distinct(), fields);
        }

        Assert.Equal("true", Text(Yaml(".github/ISSUE_TEMPLATE/config.yml"), "blank_issues_enabled"));
    }

    /// <summary><c>--host</c> and <c>--kernel</c> are everything (tools/Osmosis.Cli/Commands/TestOptions.cs).</summary>
    [Fact]
    public void The_workflow_runs_every_test_project()
    {
        YamlNode job = Yaml(".github/workflows/ci.yml")["jobs"]["test"];
        Assert.Equal(["--host", "--kernel"],
            ((YamlSequenceNode)job["strategy"]["matrix"]["part"]).Select(part => ((YamlScalarNode)part).Value));
        Assert.Contains(((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>(),
            step => step.Children.TryGetValue("run", out YamlNode? run)
                && run.ToString() == ".ci/run ${{ matrix.part }}");

        string command = File.ReadAllText(PathOf("tools/Osmosis.Cli/Commands/TestCommand.cs"));
        string[] projects =
            [.. Directory.GetDirectories(PathOf("tests"), "*.Tests").Select(folder => Path.GetFileName(folder))];
        Assert.Contains("Kernel.Tests", projects);
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", command, StringComparison.Ordinal));
    }

    /// <summary>No machine here runs it. So each step is one that can be read, and names what exists.</summary>
    [Fact]
    public void The_workflow_s_steps_are_commands_and_pinned_actions()
    {
        foreach (YamlMappingNode step in ((YamlSequenceNode)Yaml(".github/workflows/ci.yml")["jobs"]["test"]["steps"])
            .Cast<YamlMappingNode>())
        {
            if (step.Children.TryGetValue("uses", out YamlNode? action))
            {
                Assert.Matches(@"^actions/[a-z-]+@v\d+$", action.ToString());
                continue;
            }

            string script = Expression().Replace(Text(step, "run"), "--host");
            Assert.Equal("", Bash("-n", "-c", script));
            Assert.All(OwnScript().Matches(script),
                program => Assert.Equal("", Bash("-c", $"[ -x '{PathOf(program.Value)}' ] || echo none >&2")));
        }

        YamlNode dotnet = ((YamlSequenceNode)Yaml(".github/workflows/ci.yml")["jobs"]["test"]["steps"])
            .Single(step => step.ToString().Contains("setup-dotnet", StringComparison.Ordinal));
        Assert.True(File.Exists(PathOf(dotnet["with"]["global-json-file"].ToString())));
    }

    [Fact]
    public void The_development_container_is_described_in_JSON()
    {
        using JsonDocument container =
            JsonDocument.Parse(File.ReadAllText(PathOf(".devcontainer/devcontainer.json")));
        string command = container.RootElement.GetProperty("postCreateCommand").GetString()!;
        Assert.Contains(command.Replace("./osmosis ", "", StringComparison.Ordinal), _commands);
        using JsonDocument recommended = JsonDocument.Parse(File.ReadAllText(PathOf(".vscode/extensions.json")));
        Assert.Equal(Names(recommended.RootElement.GetProperty("recommendations")),
            Names(container.RootElement.GetProperty("customizations").GetProperty("vscode").GetProperty("extensions")));
    }

    [Fact]
    public void Commands_of_osmosis_that_documents_name_exist()
    {
        Assert.Contains("run", _commands);
        Assert.Empty(
            from file in Directory.GetFiles(Checkout.Root, "*.md").Concat(Directory.GetFiles(PathOf("docs"), "*.md"))
                .Concat(Directory.GetFiles(PathOf(".github"), "*", SearchOption.AllDirectories))
            from Match match in NamedCommand().Matches(File.ReadAllText(file))
            where !_commands.Contains(match.Groups["name"].Value)
            select $"{Path.GetRelativePath(Checkout.Root, file)}: {match.Value}");
    }

    /// <summary>A script with CR at its ends of lines starts no interpreter.</summary>
    [Theory]
    [InlineData("osmosis")]
    [InlineData(".ci/run")]
    [InlineData("build/link.sh")]
    [InlineData("tests/copy-working-tree.sh")]
    public void Git_keeps_LF_in_scripts(string script)
    {
        ProcessStartInfo start = new("git", ["check-attr", "text", "eol", "--", script])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        Assert.Equal($"{script}: text: set\n{script}: eol: lf\n", git.StandardOutput.ReadToEnd());
        git.WaitForExit();
        Assert.DoesNotContain('\r', File.ReadAllText(PathOf(script)));
    }

    private static IEnumerable<string?> Names(JsonElement list) => list.EnumerateArray().Select(one => one.GetString());

    // What bash says of it on standard error.
    private static string Bash(params string[] words)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", words) { RedirectStandardError = true })!;
        string said = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        return said;
    }

    private static string PathOf(string file) => Path.Combine(Checkout.Root, file);

    private static YamlMappingNode Yaml(string file)
    {
        using StreamReader reader = File.OpenText(PathOf(file));
        YamlStream yaml = [];
        yaml.Load(reader);
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";

    [GeneratedRegex("""(new(?: Command)?\(\s*|const string Name = )"(?<name>[a-z]+)"[,;]""")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"\$\{\{[^}]*\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"(?<=^|\s)\.[\w/]+", RegexOptions.Multiline)]
    private static partial Regex OwnScript();

    [GeneratedRegex(@"\./osmosis (?<name>[a-z]+)\b")]
    private static partial Regex NamedCommand();
}
