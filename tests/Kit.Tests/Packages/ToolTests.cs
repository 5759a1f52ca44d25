// The installed tool, where there is no checkout: its own kernel, its own explorer, its own sources.
namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed class ToolTests(PackedKit kit)
{
    private const int WrongUsage = 2;

    private static readonly string[] s_ofCheckout = ["test", "build", "pack", "release", "bench", "disasm", "docs"];

    [Fact]
    public async Task Its_help_lists_what_works_here()
    {
        Typed help = await kit.SucceedAsync(kit.Place, kit.Tool, "--help");
        string[] listed =
        [
            .. help.Output.Split("Commands:\n")[1].Split('\n')
                .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]),
        ];
        Assert.Equal(["run", "sh", "program", "top", "exec", "iso", "debug", "explore", "lab", "doctor"], listed);
        Assert.DoesNotContain("./osmosis", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_works_on_the_sources_says_so_in_one_line()
    {
        foreach (string command in s_ofCheckout)
        {
            Typed refused = await kit.TypeAsync(kit.Place, kit.Tool, command, "words", "--and", "options");
            Assert.Equal(WrongUsage, refused.Status);
            Assert.Equal("", refused.Output);
            Assert.Equal($"osmosis: '{command}' works on the sources: type ./osmosis {command} in a checkout of them\n",
                refused.Errors);
        }
    }

    [Fact]
    public async Task It_boots_its_own_kernel()
    {
        Typed exec = await kit.SucceedAsync(kit.Place, kit.Tool, "exec", "paging");
        Assert.Contains("paging: enabled", exec.Output, StringComparison.Ordinal);
        Assert.Equal("", exec.Errors);
        Typed run = await kit.TalkAsync(kit.Place, [("osmosis> ", "halt\r")], Terminal.Words($"'{kit.Tool}' run"));
        Assert.True(run.Status == 0, run.All);
    }

    [Fact]
    public async Task It_runs_without_the_tools_that_build_a_kernel()
    {
        Typed exec = await kit.TypeWithAsync(["qemu-system-i386", "setpriv"], kit.Place, kit.Tool, "exec", "mem");
        Assert.True(exec.Status == 0, exec.All);
        Typed missing = await kit.TypeWithAsync(["setpriv"], kit.Place, kit.Tool, "exec", "mem");
        Assert.Equal(1, missing.Status);
        Assert.StartsWith("osmosis: missing: qemu-system-i386.", Assert.Single(Lines(missing.Errors)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_speaks_of_what_works_here()
    {
        Typed doctor = await kit.SucceedAsync(kit.Place, kit.Tool, "doctor");
        Assert.Equal(["osmosis run: all there", "osmosis debug: all there", "osmosis lab boot: all there"],
            Lines(doctor.Output).Where(line => line.EndsWith("all there", StringComparison.Ordinal)));
        Assert.DoesNotContain("chromium", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gdb_shows_its_sources()
    {
        Typed debug = await kit.SucceedAsync(kit.Place, kit.Tool, "debug", "-x", "break FrameAllocator.AllocateFrame",
            "-x", "continue", "-x", "list");
        Assert.Contains("public FrameError AllocateFrame(out Frame frame)", debug.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_and_writes_its_explorer()
    {
        await kit.SucceedAsync(kit.Place, kit.Tool, "explore", "--build", "site");
        string own = Directory.GetFiles(Path.GetDirectoryName(kit.Tool)!, "osmosis.elf", SearchOption.AllDirectories)
            .Single();
        Assert.Equal(await File.ReadAllBytesAsync(own),
            await File.ReadAllBytesAsync(Path.Combine(kit.Place, "site", "kernel.elf")));
        Typed served = await kit.TalkAsync(kit.Place, [("(Ctrl-C ends it)", "\u0003")],
            Terminal.Words($"exec '{kit.Tool}' explore --no-open"));
        Assert.True(served.Status == 0, served.All);
    }

    [Fact]
    public async Task Without_a_home_what_must_be_built_is_refused_in_one_line()
    {
        await kit.SucceedAsync(kit.Place, kit.Tool, "lab", "new", "3", "homeless");
        Typed boot = await kit.TypeAsync(kit.Place, "env", "-u", "HOME", "-u", "XDG_CACHE_HOME", kit.Tool, "lab",
            "boot", "homeless");
        Assert.NotEqual(0, boot.Status);
        Assert.Equal("osmosis: there is no folder to build in: neither XDG_CACHE_HOME nor HOME names one",
            Assert.Single(Lines(boot.Errors)));
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');
}
