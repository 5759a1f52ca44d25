// The image as a file: a Multiboot kernel in which debuggers find the specification's names.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Image;

public sealed class ImageTests
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
}
