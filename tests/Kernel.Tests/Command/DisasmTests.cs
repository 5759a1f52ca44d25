// ./osmosis disasm: instructions beside the source, found by a method's name in C#.
namespace Osmosis.Kernel.Tests.Command;

public sealed class DisasmTests
{
    [Fact]
    [Slow]
    public async Task A_method_s_instructions_stand_beside_its_source_and_calls_have_C_sharp_names()
    {
        OsmosisCommand disasm = await RunAsync("KernelMain.Main");
        Assert.Equal(0, disasm.Status);
        Assert.StartsWith("Osmosis.Kernel.Boot.KernelMain.Main: ", disasm.Output[0], StringComparison.Ordinal);
        Assert.Contains(disasm.Output,
            line =>
                line.EndsWith("Processor.SwitchStack(MemoryLayout.StackTop, &RunOnGuardedStack);",
                    StringComparison.Ordinal)
                    && line.Contains("mov     ", StringComparison.Ordinal));
        Assert.Contains(disasm.Output,
            line =>
                line.EndsWith("mov     edx, Osmosis.Kernel.Boot.KernelMain.RunOnGuardedStack",
                    StringComparison.Ordinal));
        Assert.Contains(disasm.Output, line => line.EndsWith("call    switch_stack", StringComparison.Ordinal));
    }

    [Slow]
    [Fact]
    public async Task A_name_of_many_methods_lists_them()
    {
        OsmosisCommand disasm = await RunAsync("heap");
        Assert.Equal(0, disasm.Status);
        Assert.Contains("give more of the name", Assert.Single(disasm.Error), StringComparison.Ordinal);
        Assert.Contains("Osmosis.Kernel.Memory.MemoryStartup.InitialiseHeap", disasm.Output);
        Assert.DoesNotContain(disasm.Output,
            line => line.Contains("mov", StringComparison.Ordinal) && line.Contains(", ", StringComparison.Ordinal));
    }

    [Slow]
    [Fact]
    public async Task A_misspelt_name_gets_one_line_that_names_what_is_near()
    {
        OsmosisCommand disasm = await RunAsync("AlocateFram");
        Assert.Equal(1, disasm.Status);
        Assert.Empty(disasm.Output);
        Assert.Contains("FrameAllocator.AllocateFrame", Assert.Single(disasm.Error), StringComparison.Ordinal);
    }

    [Fact]
    [Slow]
    public async Task The_source_is_that_of_the_image_under_test_and_not_what_was_edited_since()
    {
        const string Main = "src/Kernel/Boot/KernelMain.cs";
        DirectoryInfo tested = Directory.CreateTempSubdirectory("osmosis-tested-");
        try
        {
            string copy = Path.Combine(tested.FullName, "sources", Main);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(Checkout.Sources, Main));
            await File.WriteAllLinesAsync(copy, lines.Select(line => line + " // as it was"));
            File.Copy(Checkout.Image, Path.Combine(tested.FullName, "osmosis.elf"));
            OsmosisCommand disasm =
                await OsmosisCommand.RunAsync(Checkout.Root, ["disasm", "KernelMain.Main"], tested: tested.FullName);
            Assert.Equal(0, disasm.Status);
            Assert.Contains(disasm.Output, line => line.EndsWith("// as it was", StringComparison.Ordinal));
        }
        finally
        {
            tested.Delete(recursive: true);
        }
    }

    private static Task<OsmosisCommand> RunAsync(string method) =>
        OsmosisCommand.RunAsync(Checkout.Root, ["disasm", method]);
}
