// The sample program: its README's commands, typed one after another in a fresh clone. What QEMU's kernel says of it is
// DemonstrationsInKernelTests' business.
using Osmosis.Kernel.Tests.Image;

namespace Osmosis.Kernel.Tests.Samples;

[Collection(FreshCloneCollection.Name)]
[Slow]
public sealed class HelloProgramTests(FreshClone clone)
{
    [Fact]
    public async Task The_tutorial_s_commands_do_what_it_says()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(clone.Root, "samples", "HelloProgram", "README.md"));
        string[] commands = FencedBlocks.Of(readme, "```sh\n");
        string[] answers = FencedBlocks.Of(readme, "```\n");
        Assert.Equal([5, 4], [commands.Length, answers.Length]);

        Assert.Contains("0 Error(s)", await TypeAsync(commands[0]), StringComparison.Ordinal);
        Assert.Equal(answers[1], await TypeAsync(commands[2]));

        // The address changes with the library.
        const string Failure = "hello: arithmetic overflow, before 0x0804";
        Assert.StartsWith(Failure, answers[2], StringComparison.Ordinal);
        Assert.StartsWith(Failure, await TypeAsync(commands[3]), StringComparison.Ordinal);
        try
        {
            Assert.EndsWith(answers[3], await TypeAsync(commands[4]), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.Combine(clone.Root, "samples", "Mine"), recursive: true);
        }
    }

    private Task<string> TypeAsync(string commands) => Tutorial.RunAsync("bash", ["-euc", commands], clone.Root);
}
