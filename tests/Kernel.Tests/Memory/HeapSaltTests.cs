// What a checked block's seal is made with (docs/SNAPSHOT.md).
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Memory;

public class HeapSaltTests
{
    private static readonly KernelImage _image = KernelImage.Load(Checkout.Image);

    /// <summary>The clock counts instructions, so the time since reset is the same in every boot.</summary>
    [Fact]
    public async Task A_processor_with_random_numbers_gives_every_boot_another_salt() =>
        Assert.Equal(3, (await SaltsAsync("max")).Distinct().Count());

    [Fact]
    public async Task Without_them_it_is_made_of_the_time_since_reset()
    {
        uint[] salts = await SaltsAsync("qemu32");
        Assert.Single(salts.Distinct());
        Assert.NotEqual(0u, salts[0]);
    }

    private static Task<uint[]> SaltsAsync(string cpu) =>
        Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SaltAsync(cpu)));

    private static async Task<uint> SaltAsync(string cpu)
    {
        await using QemuMachine machine =
            await QemuMachine.StartAsync(
                new QemuOptions { KernelPath = Checkout.Image, Cpu = cpu, CountInstructions = true });
        await new KernelConsole(machine).WaitForPromptAsync();
        KernelSnapshot snapshot =
            await KernelSnapshot.ReadAsync((address, length, cancel) =>
                machine.Monitor.ReadPhysicalAsync(address, length, cancel), _image[KernelSnapshot.Symbol]);
        return snapshot.HeapSalt;
    }
}
