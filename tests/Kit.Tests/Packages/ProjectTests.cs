// Projects with the SDK in surroundings that somebody else made.
namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed class ProjectTests(PackedKit kit)
{
    // What a repository of other projects has at its top.
    private const string Central = """
        <Project>
          <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
          <ItemGroup><PackageVersion Include="Newtonsoft.Json" Version="13.0.3" /></ItemGroup>
        </Project>
        """;

    private const string Above = """
        <Project>
          <PropertyGroup>
            <TargetFrameworks>net8.0;net9.0</TargetFrameworks>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
        </Project>
        """;

    [Fact]
    public async Task Another_version_of_the_SDK_builds_beside_the_first_under_central_package_management()
    {
        const string Other = "99.0.0";
        await kit.PublishAgainAsync(Other);
        string folder = Directory.CreateDirectory(Path.Combine(kit.Place, "a repository, with others' settings"))
            .FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), Central);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), Above);
        string project = Path.Combine(folder, "it's another #1");
        await kit.SucceedAsync(folder, "dotnet", "new", "osmosis-kernel", "-o", Path.GetFileName(project));
        string file = Directory.GetFiles(project, "*.csproj").Single();
        string text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file,
            text.Replace($"Osmosis.Sdk/{kit.Version}", $"Osmosis.Sdk/{Other}", StringComparison.Ordinal));

        Typed run = await kit.TalkAsync(project, [("> ", "exit 3\n")], "dotnet", "run");
        Assert.True(run.Status == 3, run.All);
        Assert.Contains($"/osmosis.sdk/{Other}/",
            await File.ReadAllTextAsync(Path.Combine(project, "obj", "Debug", "native", "ilc.rsp")),
            StringComparison.Ordinal);
        Assert.Contains($"/osmosis.sdk/{kit.Version}/",
            await File.ReadAllTextAsync(Path.Combine(kit.Kernel, "obj", "Debug", "native", "ilc.rsp")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_from_the_template_runs_on_this_Linux()
    {
        await kit.SucceedAsync(kit.Place, "dotnet", "new", "osmosis-program", "-o", "adder");
        string folder = Path.Combine(kit.Place, "adder");
        Typed run = await kit.TypeAsync(folder, "dotnet", "run", "--", "1", "2", "0x10");
        Assert.True(run.Status == 0, run.All);
        Assert.EndsWith("The sum of 3 numbers is 19, or 0x13.\n", run.Output, StringComparison.Ordinal);
        Typed refused = await kit.TypeAsync(folder, "dotnet", "run", "--no-build", "--", "one");
        Assert.Equal(2, refused.Status);
        Assert.Contains("one is not a number", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-p:OsmosisIlcVersion=10.0.1", "OSM0102", "OsmosisIlcVersion is 10.0.1")]
    [InlineData("-p:OsmosisKind=Driver", "OSM0104", "OsmosisKind must be Kernel, Program or Library, and is Driver")]
    public async Task What_the_SDK_can_t_build_is_refused_in_one_line(string option, string code, string words)
    {
        Typed build = await kit.TypeAsync(kit.Kernel, "dotnet", "build", "my kernel.csproj", "-v", "quiet",
            "-clp:NoSummary", "-tl:off", option);
        Assert.Equal(1, build.Status);
        string error = Assert.Single(build.Output.Split('\n').Distinct(),
            line => line.Contains("error", StringComparison.Ordinal));
        Assert.Contains($"error {code}: {words}", error, StringComparison.Ordinal);
    }
}
