// Labs without a checkout: by the tool, and by the template.
using System.Text.RegularExpressions;

namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed partial class LabTests(PackedKit kit)
{
    private const string Lab = "5";
    private const string Answer = "05-protect/answers/right.cs";

    [Fact]
    public async Task The_template_makes_what_lab_new_makes_and_its_tests_judge_the_answer()
    {
        await kit.SucceedAsync(kit.Place, kit.Tool, "lab", "new", Lab, "by the tool");
        await kit.SucceedAsync(kit.Place, "dotnet", "new", "osmosis-lab", "--lab", Lab, "-o", "by the template");
        string tool = Path.Combine(kit.Place, "by the tool"), template = Path.Combine(kit.Place, "by the template");
        Assert.Equal(Names(tool), Names(template));
        foreach (string name in Names(tool).Where(name => name != "Lab.csproj"))
        {
            Assert.Equal(Text(tool, name), Text(template, name));
        }

        foreach (string folder in (string[])[tool, template])
        {
            await JudgeAsync(folder);
        }
    }

    [Fact]
    public async Task Every_lab_with_a_project_can_be_made()
    {
        Typed help = await kit.SucceedAsync(kit.Place, "dotnet", "new", "osmosis-lab", "--help");
        for (int lab = 1; lab <= 13; lab++)
        {
            // Lab 12 has a kernel in its folder.
            Assert.Equal(lab != 12, Regex.IsMatch(help.Output, $@"^\s+{lab}\s", RegexOptions.Multiline));
        }

        Typed nameless = await kit.TypeAsync(kit.Place, "dotnet", "new", "osmosis-lab", "--lab", "99", "-o", "no lab");
        Assert.NotEqual(0, nameless.Status);
        Assert.False(Directory.Exists(Path.Combine(kit.Place, "no lab")));
    }

    [Fact]
    public async Task The_tool_checks_an_answer_and_boots_it_in_a_kernel()
    {
        await kit.SucceedAsync(kit.Place, kit.Tool, "lab", "new", Lab, "to boot");
        string folder = Path.Combine(kit.Place, "to boot");
        Typed starter = await kit.TypeAsync(folder, kit.Tool, "lab", "check");
        Assert.Equal(1, starter.Status);
        Assert.Contains("0/100 points", starter.Output, StringComparison.Ordinal);
        Solve(folder);
        Typed solved = await kit.SucceedAsync(folder, kit.Tool, "lab", "check");
        Assert.Contains("100/100 points", solved.Output, StringComparison.Ordinal);
        Typed boot = await kit.TalkAsync(folder, [("osmosis> ", "lab mapnew 0x50000000\r"), ("osmosis> ", "halt\r")],
            Terminal.Words($"'{kit.Tool}' lab boot"));
        Assert.True(boot.Status == 0, boot.All);
        Assert.Contains("lab: Done", boot.Output, StringComparison.Ordinal);
    }

    // The starter fails, the right answer passes.
    private async Task JudgeAsync(string folder)
    {
        Typed starter = await kit.TypeAsync(folder, "dotnet", "test");
        Assert.True(starter.Status == 2, starter.All);
        Assert.Contains("succeeded: 0", starter.Output, StringComparison.Ordinal);
        Solve(folder);
        Typed solved = await kit.SucceedAsync(folder, "dotnet", "test", "--no-build");
        Assert.Contains("failed: 0", solved.Output, StringComparison.Ordinal);
    }

    private static void Solve(string folder) =>
        File.Copy(Path.Combine(Checkout.Root, "labs", Answer), Path.Combine(folder, "Paging.cs"), overwrite: true);

    private static IEnumerable<string> Names(string folder) =>
        new DirectoryInfo(folder).GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    // Every folder has a seed of its own.
    private static string Text(string folder, string name) =>
        Seed().Replace(File.ReadAllText(Path.Combine(folder, name)), "\"seed\": 1");

    [GeneratedRegex("\"seed\": [1-9][0-9]{0,5}\\b")]
    private static partial Regex Seed();
}
