// --files and --initrd: of run and exec, and on an image.
using System.IO.Compression;
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Image;

namespace Osmosis.Kernel.Tests.ProgramCommands;

[Slow]
public sealed class FilesOptionsTests : IDisposable
{
    private const string Greeting = "Hello, world! I am process 1.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-files-");
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("osmosis-output-");

    public FilesOptionsTests() =>
        File.Copy(Path.Combine(Checkout.Root, "artifacts", "programs", "hello"), Path.Combine(_folder.FullName, "hi"));

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Delete(recursive: true);
    }

    [Fact]
    public async Task Exec_and_run_find_the_files_of_a_folder()
    {
        Assert.Equal(Greeting, (await RunAsync("exec", "--files", _folder.FullName, "run /hi")).Output[0]);
        OsmosisCommand run =
            await OsmosisCommand.RunAsync(Checkout.Root, ["run", "--files", _folder.FullName], "run /hi\nhalt\n");
        Assert.Contains(run.Output, line => line.TrimEnd() == Greeting);
    }

    [Fact]
    public async Task An_archive_may_be_compressed_and_a_program_may_be_one()
    {
        string archive = Path.Combine(_output.FullName, "files.cpio");
        ProgramOutput cpio = await ProgramOutput.OfAsync("sh",
            ["-c", $"cd '{_folder.FullName}' && find . | cpio -o -H newc --quiet > '{archive}'"], []);
        Assert.Equal(0, cpio.Status);
        Assert.Equal(Greeting, (await RunAsync("exec", "--initrd", archive, "run /hi")).Output[0]);
        await using (FileStream packed = File.Create(archive + ".gz"))
        await using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(await File.ReadAllBytesAsync(archive));
        }

        Assert.Equal(Greeting, (await RunAsync("exec", "--initrd", archive + ".gz", "run /hi")).Output[0]);
        Assert.Equal(Greeting,
            (await RunAsync("exec", "--initrd", Path.Combine(_folder.FullName, "hi"), "run")).Output[0]);
    }

    [Theory]
    [InlineData("--initrd /etc/passwd", "is neither a cpio archive")]
    [InlineData("--initrd /nowhere", "cannot read /nowhere")]
    [InlineData("--initrd /etc", "cannot read /etc")]
    [InlineData("--files /nowhere", "/nowhere is no folder")]
    [InlineData("--files /tmp --initrd /etc/passwd", "--files and --initrd exclude each other")]
    public async Task Wrong_values_get_a_line(string options, string says)
    {
        OsmosisCommand exec = await RunAsync(["exec", .. options.Split(' ')]);
        Assert.NotEqual(0, exec.Status);
        Assert.Contains(says, Assert.Single(exec.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_has_the_files_too()
    {
        string image = await MadeImage.MakeAsync(_output, "--wait", "0", "--files", _folder.FullName);
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = image, Medium = BootMedium.Cd });
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync();
        Assert.Equal(Greeting, (await console.RunAsync("run /hi"))[0]);
    }

    private static Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, arguments);
}
