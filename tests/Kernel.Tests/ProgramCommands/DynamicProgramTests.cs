// A dynamically linked program, as Debian ships it: busybox with the C library of the i386 beside it (U1).
using Osmosis.Cli;
using Osmosis.Cli.Setup;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class DynamicProgramTests(DebianRoot debian) : IClassFixture<DebianRoot>
{
    private const string Interpreter = "/lib/ld-linux.so.2";
    // Nothing here starts another program: on Linux it would be the host's.
    [Theory]
    [InlineData("sh", "-c", "echo $((6 * 7)); printf 'b\\na\\n' | while read -r l; do echo \"[$l]\"; done; exit 5")]
    [InlineData("awk", "BEGIN { for (i = 1; i <= 1000; i++) s += sqrt(i); printf \"%.6f\\n\", s; exit 3 }")]
    [InlineData("sort", "-r", "/nowhere")]
    public async Task It_does_what_it_does_on_Linux(params string[] arguments)
    {
        string osmosis = Path.Combine(Checkout.Root, "osmosis");
        ProgramOutput here = await ProgramOutput.OfAsync(
            osmosis, ["program", "--files", debian.Path, debian.Busybox, .. arguments], []);
        ProgramOutput there =
            await ProgramOutput.OfAsync("qemu-i386", ["-L", debian.Path, debian.Busybox, .. arguments], []);
        Assert.Equal((there.Text, there.ErrorText), (here.Text, here.ErrorText));
        Assert.Equal(there.Status, here.Status);
    }

    [Fact]
    public async Task Without_its_interpreter_it_is_refused_and_told_why()
    {
        OsmosisCommand program = await OsmosisCommand.RunAsync(Checkout.Root, ["program", debian.Busybox, "true"]);
        Assert.Equal(1, program.Status);
        Assert.Contains($"needs {Interpreter}, which is not among the files", Assert.Single(program.Error),
            StringComparison.Ordinal);
        OsmosisCommand exec =
            await OsmosisCommand.RunAsync(Checkout.Root, ["exec", "--initrd", debian.Busybox, "run /init true"]);
        Assert.Equal([$"run: /init: its interpreter {Interpreter}: no such file"], exec.Output);
    }
}

/// <summary>A folder with busybox and the libraries that it needs, where Debian has them.</summary>
public sealed class DebianRoot : IAsyncLifetime
{
    private static readonly string[] s_packages = ["busybox", "libc6"];

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();

    public string Path => _folder.In("root");

    public string Busybox => System.IO.Path.Combine(Path, "bin", "busybox");

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        ProcessOutput download = await DebianPackages.DownloadAsync(_folder.Path, s_packages, cancel);
        Assert.True(download.Succeeded, download.Text);
        foreach (string package in Directory.GetFiles(_folder.Path, "*.deb"))
        {
            ProcessOutput unpack = await ProcessOutput.OfAsync("dpkg-deb", ["-x", package, Path], cancel: cancel);
            Assert.True(unpack.Succeeded, unpack.Text);
        }

        // What no program reads: documents.
        Directory.Delete(System.IO.Path.Combine(Path, "usr", "share"), recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
