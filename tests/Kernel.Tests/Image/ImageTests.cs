// The image as a file: a Multiboot kernel, the same wherever it is built, and never built from code that allocates.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

public sealed class ImageTests(FreshClones clones) : IClassFixture<FreshClones>
{
    // The specification's names, which a debugger finds in the image.
    private static readonly string[] SpecifiedSymbols =
        ["pmm_alloc_frame", "pmm_free_frame", "paging_map", "paging_unmap", "paging_resolve", "kmalloc", "kfree"];

    [Theory]
    [InlineData("--is-x86-multiboot")]
    [InlineData("--is-x86-multiboot2")]
    public async Task GRUB_recognises_a_Multiboot_kernel(string kind)
    {
        using Process grub = Process.Start(new ProcessStartInfo("grub-file", [kind, Checkout.Image]))!;
        await grub.WaitForExitAsync();
        Assert.Equal(0, grub.ExitCode);
    }

    [Fact]
    public void The_specification_s_names_are_symbols()
    {
        KernelImage image = KernelImage.Load(Checkout.Image);
        Assert.All(SpecifiedSymbols, name => Assert.InRange(image[name], image["_kernel_start"], image["_text_end"]));
    }

    [Fact]
    public async Task Two_clones_build_the_same_image_and_debug_information_and_a_managed_allocation_builds_none()
    {
        OsmosisCommand first = await OsmosisCommand.RunAsync(clones.First, ["build"]);
        Assert.True(first.Status == 0, string.Join('\n', first.Error));
        OsmosisCommand second = await OsmosisCommand.RunAsync(clones.Second, ["build"]);
        Assert.True(second.Status == 0, string.Join('\n', second.Error));
        Assert.Equal(await File.ReadAllBytesAsync(ImageIn(clones.First)), await File.ReadAllBytesAsync(ImageIn(clones.Second)));
        Assert.Equal(await File.ReadAllBytesAsync(DebugIn(clones.First)), await File.ReadAllBytesAsync(DebugIn(clones.Second)));

        PlantAllocation(clones.Second);
        OsmosisCommand broken = await OsmosisCommand.RunAsync(clones.Second, ["build"]);
        Assert.Equal(1, broken.Status);
        Assert.Contains(broken.Error, line => line.Contains("OSM0001", StringComparison.Ordinal) && line.Contains("managed allocation", StringComparison.Ordinal));
        Assert.False(File.Exists(ImageIn(clones.Second)), "a stale image was left after a failed build");
    }

    private static string ImageIn(string clone) => Path.Combine(clone, "artifacts", "osmosis.elf");

    private static string DebugIn(string clone) => Path.ChangeExtension(ImageIn(clone), ".debug");

    // A method that the interrupt dispatcher's kind of entry keeps alive, so that it is compiled: it allocates an object.
    private static void PlantAllocation(string clone) => File.WriteAllText(Path.Combine(clone, "src", "Kernel", "Planted.cs"), """
        namespace Osmosis.Kernel;

        internal static class Planted
        {
            [System.Runtime.RuntimeExport("planted")]
            private static object Allocate() => new();
        }

        """);
}
