// A session at busybox's shell: in each emulator it gives, line by line, what the same busybox gives on the build
// machine.
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class SessionTests(SessionFiles files) : IClassFixture<SessionFiles>
{
    private const string Script = "session.sh";

    private static readonly MemorySize s_memory = MemorySize.FromMiB(32);

    [Fact]
    public async Task In_QEMU_a_session_gives_what_it_gives_on_Linux()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = Checkout.Image, ModulePath = files.Module, Memory = s_memory });
        await CompareAsync(machine);
    }

    [Fact]
    public async Task In_Bochs_a_session_gives_what_it_gives_on_Linux()
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        uint halt = KernelImage.Load(Checkout.Image)["halt_forever"];
        await using BochsMachine machine = await BochsMachine.StartAsync(
            new BochsOptions(await ImageAsync(folder, files.Module), halt) { Memory = s_memory });
        await CompareAsync(machine);
    }

    [Fact]
    public async Task In_v86_a_session_gives_what_it_gives_on_Linux()
    {
        string scripts = Path.Combine(Checkout.Root, "explorer", "scripts");
        await using V86Machine machine = await V86Machine.StartAsync(
            new V86Options(scripts, Checkout.Image) { ModulePath = files.Module });
        await CompareAsync(machine);
    }

    private static async Task<string> ImageAsync(TemporaryFolder folder, string module)
    {
        string path = folder.In("image.iso");
        OsmosisCommand iso = await OsmosisCommand.RunAsync(Checkout.Root,
            ["iso", "--wait", "0", "--output", path, "--initrd", module]);
        Assert.True(iso.Status == 0, string.Join('\n', iso.Error));
        return path;
    }

    private async Task CompareAsync(IEmulator machine)
    {
        KernelConsole console = new(machine) { Timeout = TimeLimit.Patience };
        await console.WaitForPromptAsync();
        string[] expected = await files.OnLinuxAsync(Script);
        Assert.Equal(expected, await console.RunAsync($"run /bin/sh /{Script}"));
        Assert.Equal(["programs: 0"], await console.RunAsync("ps"));
        Assert.Equal(
            ["frames check: passed", "paging check: passed", "spaces check: passed", "heap check: passed"],
            await console.RunAsync("check"));
    }
}
