// The sample kernel: its README's commands, typed one after another in a fresh clone, and its text on the screen.
using System.Text;
using Osmosis.Kernel.Tests.Image;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Samples;

[Collection(FreshCloneCollection.Name)]
[Slow]
public sealed class HelloMetalTests(FreshClone clone)
{
    private const string Sample = "samples/HelloMetal";
    private const string Title = "Bob's kernel; 100 %, \"$HOME\"";
    private const string Marker = "marker_of_a_file_that_is_removed";
    private const string Hello = "Hello from C# on bare metal!";

    private string Kernel => Path.Combine(clone.Root, "artifacts", "HelloMetal.elf");

    [Fact]
    public async Task The_tutorial_s_commands_do_what_it_says_and_the_kernel_is_on_the_screen_too()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(clone.Root, Sample, "README.md"));
        string[] commands = FencedBlocks.Of(readme, "```sh\n");
        string[] answers = FencedBlocks.Of(readme, "```\n");
        Assert.Equal(5, commands.Length);
        Assert.Equal([Hello + "\n", "I wrote this kernel.\n"], answers);

        Assert.Contains("qemu-system-i386", await TypeAsync(commands[0]), StringComparison.Ordinal);
        Assert.Contains("0 Error(s)", await TypeAsync(commands[1]), StringComparison.Ordinal);
        // Nothing of an earlier build of something else stays.
        string image = await File.ReadAllTextAsync(Kernel, Encoding.Latin1);
        Assert.Contains("HelloMetal\0", image, StringComparison.Ordinal);
        Assert.DoesNotContain(Title, image, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, image, StringComparison.Ordinal);
        Assert.Equal(answers[0], await TypeAsync(commands[2]));
        await CheckScreenAsync();
        Assert.EndsWith(answers[1], await TypeAsync(commands[3]), StringComparison.Ordinal);
        string debugger = await TypeAsync(commands[4]);
        Assert.Contains("of \"samples/HelloMetal/Program.cs\" starts at address", debugger, StringComparison.Ordinal);
        Assert.Contains("Symbol text is", debugger, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_check_of_the_language_halts_and_says_where()
    {
        string program = Path.Combine(clone.Root, Sample, "Program.cs");
        string project = Path.Combine(clone.Root, Sample, "HelloMetal.csproj");
        string assembly = Path.Combine(clone.Root, Sample, "Extra.asm");
        string[] texts = [await File.ReadAllTextAsync(program), await File.ReadAllTextAsync(project)];
        await File.WriteAllTextAsync(program,
            texts[0].Replace("(void*)0xB8000, 80 * 25", "(void*)0xB8000, 5", StringComparison.Ordinal));
        await File.WriteAllTextAsync(project, texts[1].Replace("</Project>", $"""
            <PropertyGroup><KernelTitle>{Title}</KernelTitle></PropertyGroup>
            <ItemGroup><KernelAssembly Include="Extra.asm" /></ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        await File.WriteAllTextAsync(assembly, $"section .rodata\n{Marker}: db \"{Marker}\"\n");
        try
        {
            await Tutorial.RunAsync("dotnet", ["build", Sample], clone.Root);
        }
        finally
        {
            await File.WriteAllTextAsync(program, texts[0]);
            await File.WriteAllTextAsync(project, texts[1]);
            File.Delete(assembly);
        }

        Assert.Contains(Marker, await File.ReadAllTextAsync(Kernel, Encoding.Latin1), StringComparison.Ordinal);
        await using QemuMachine machine = await StartAsync();
        Assert.True(
            await machine.SaysAsync(
                Title + " halted: a check of the language failed, of kind 0x00000008, before address 0x0010"),
                machine.Text());
    }

    private async Task CheckScreenAsync()
    {
        await using QemuMachine machine = await StartAsync();
        await machine.Ended.WaitAsync(TimeLimit.Patience);
        Assert.Equal(MachineEndKind.PoweredOff, (await machine.Ended).Kind);
        Assert.StartsWith(Hello, (await machine.Monitor.ScreenTextAsync())[0], StringComparison.Ordinal);
    }

    private Task<string> TypeAsync(string commands) => Tutorial.RunAsync("bash", ["-euc", commands], clone.Root);

    private Task<QemuMachine> StartAsync() => QemuMachine.StartAsync(new QemuOptions { KernelPath = Kernel });
}

internal static class SerialText
{
    private static readonly TimeSpan Patience = TimeLimit.Patience;

    public static string Text(this QemuMachine machine) =>
        string.Join('\n', machine.Serial.Look(transcript => transcript.Lines(0, transcript.Count)));

    /// <summary>Whether a text comes on the serial line within half a minute.</summary>
    public static async Task<bool> SaysAsync(this QemuMachine machine, string text)
    {
        long limit = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!machine.Text().Contains(text, StringComparison.Ordinal) && Environment.TickCount64 < limit)
        {
            await Task.Delay(20);
        }

        return machine.Text().Contains(text, StringComparison.Ordinal);
    }
}
