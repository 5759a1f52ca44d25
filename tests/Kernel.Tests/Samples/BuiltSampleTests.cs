// The sample kernel as it was built with these tests (Kernel.Tests.csproj).
namespace Osmosis.Kernel.Tests.Samples;

public sealed class BuiltSampleTests
{
    private const string Hello = "Hello from C# on bare metal!";

    [Fact]
    public async Task The_sample_kernel_says_hello()
    {
        string kernel = Path.Combine(Checkout.Root, "artifacts", "HelloMetal.elf");
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = kernel });
        Assert.True(await machine.SaysAsync(Hello), machine.Text());
    }
}
