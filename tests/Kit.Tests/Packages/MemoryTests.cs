// The core and the simulated machine as packages: what their texts promise, typed.
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Samples;

namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed partial class MemoryTests(PackedKit kit)
{
    private const int Interrupted = 130;

    [Fact]
    public async Task The_tutorial_s_commands_do_what_it_says()
    {
        string sample = Path.Combine(Checkout.Root, "samples", "TinyKernel");
        string folder = Directory.CreateDirectory(Path.Combine(kit.Place, "TinyKernel")).FullName;
        foreach (string file in Directory.GetFiles(sample, "*.cs"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        string readme = await File.ReadAllTextAsync(Path.Combine(sample, "README.md"));
        string[] commands = FencedBlocks.Of(readme, "```sh\n");
        string[] answers = FencedBlocks.Of(readme, "```\n");
        Assert.Equal((3, 3), (commands.Length, answers.Length));
        Assert.Contains($"Osmosis.Sdk/{kit.Version}", commands[0], StringComparison.Ordinal);

        foreach ((string command, string answer) in commands.Zip(answers).SkipLast(1))
        {
            Typed run = await kit.TypeAsync(folder, "bash", "-euc", command);
            Assert.True(run.Status == 0, run.All);
            Assert.EndsWith(Masked(answer), Masked(run.Output), StringComparison.Ordinal);
        }

        Typed halted = await kit.TalkAsync(folder, [("CR2 0xff801ffc", "\u0003")],
            Terminal.Words($"exec bash -euc '{commands[^1].Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        Assert.True(halted.Status == Interrupted, halted.All);
        Assert.Contains(Masked(answers[^1]).TrimEnd(), Masked(halted.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_simulated_machine_finds_the_invalidation_that_its_example_forgets()
    {
        string readme = await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "kit", "Osmosis.SimulatedMachine", "README.md"));
        string folder = Directory.CreateDirectory(Path.Combine(kit.Place, "page tables")).FullName;
        string program = Assert.Single(FencedBlocks.Of(readme, "```csharp\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, "tables.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <!-- Not the environment's. -->
                <PlatformTarget>AnyCPU</PlatformTarget>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Osmosis.SimulatedMachine" Version="{kit.Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        Typed run = await kit.TypeAsync(folder, "dotnet", "run");
        Assert.NotEqual(0, run.Status);
        string answer = Assert.Single(FencedBlocks.Of(readme, "```\n"));
        Assert.Contains(answer.TrimEnd(), run.Errors, StringComparison.Ordinal);

        const string Forgotten = "// unmaps page 5, and forgets INVLPG";
        Assert.Contains(Forgotten, program, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"),
            program.Replace(Forgotten, "\nprocessor.InvalidatePage(0x5000);", StringComparison.Ordinal));
        await kit.SucceedAsync(folder, "dotnet", "run");
    }

    /// <summary>Without what any change of the core moves: addresses in the image and the heap, and counts.</summary>
    private static string Masked(string text) => Movable().Replace(text, "#");

    [GeneratedRegex("0x001[0-9a-f]{5}|[0-9]+(?= free| pages)")]
    private static partial Regex Movable();
}
