// A boot module with Debian's busybox under the names of its applets, and scripts beside it; and a folder of the build
// machine where the same names lead to the same busybox.
using Osmosis.Cli.Archives;

namespace Osmosis.Kernel.Tests.ProgramCommands;

/// <summary>Made once for a class of tests.</summary>
public sealed class SessionFiles : IAsyncLifetime
{
    private const uint ForAll = 0x1ED;
    private const string Name = "files.cpio";
    private const string Itself = "busybox";

    private static readonly string[] s_scripts = ["session.sh", "pipes.sh", "hog.sh", "bomb.sh", "nap.sh"];

    // A script's own folder in /tmp has one name.
    private static readonly SemaphoreSlim s_onlyOne = new(1);

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly Busybox _busybox = new();

    /// <summary>The cpio archive. The scripts are in its root.</summary>
    public string Module => _folder.In(Name);

    private static string Translator => "/usr/bin/qemu-i386";

    private static string Scripts => Path.Combine(Checkout.Sources, "tests", "Kernel.Tests", "ProgramCommands");

    public async ValueTask InitializeAsync()
    {
        await _busybox.InitializeAsync();
        byte[] busybox = await File.ReadAllBytesAsync(_busybox.Path);
        string[] applets = [.. BusyboxApplets.In(busybox).Where(applet => applet != Itself)];
        byte[] hog = await File.ReadAllBytesAsync(Path.Combine(Checkout.Root, "artifacts", "programs", "hog"));
        using (FileStream output = File.Create(Module))
        {
            CpioArchive.Write(output,
            [
                ArchiveEntry.Folder("bin", ForAll, 0), ArchiveEntry.Folder("tmp", ForAll, 0),
                ArchiveEntry.Folder("proc", ForAll, 0), ArchiveEntry.File($"bin/{Itself}", ForAll, 0, busybox),
                ArchiveEntry.File("hog", ForAll, 0, hog),
                .. applets.Select(applet => ArchiveEntry.Link($"bin/{applet}", Itself, 0)),
                .. s_scripts.Select(script =>
                    ArchiveEntry.File(script, ForAll, 0, File.ReadAllBytes(Path.Combine(Scripts, script)))),
            ]);
        }

        // Of the applets that the shell doesn't run itself, Linux would start those of the build machine.
        Directory.CreateDirectory(_folder.In("bin"));
        foreach (string applet in applets)
        {
            string path = Path.Combine(_folder.In("bin"), applet);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\nexec {Translator} {_busybox.Path} {applet} \"$@\"\n");
            File.SetUnixFileMode(path, (UnixFileMode)ForAll);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>busybox's shell on the build machine, which finds no other programs than busybox.</summary>
    internal Task<ProgramOutput> RunOnLinuxAsync(byte[] input, params string[] arguments) =>
        ProgramOutput.OfAsync("env",
            ["-i", $"PATH={_folder.In("bin")}", Translator, _busybox.Path, "sh", .. arguments], input);

    /// <summary>The lines that a script gives on the build machine, and the one in which the monitor gives the
    /// status.</summary>
    internal async Task<string[]> OnLinuxAsync(string script)
    {
        await s_onlyOne.WaitAsync();
        try
        {
            ProgramOutput there = await RunOnLinuxAsync([], Path.Combine(Scripts, script));
            Assert.Equal("", there.ErrorText);
            return [.. there.Text.TrimEnd('\n').Split('\n'), $"ended: with status {there.Status}"];
        }
        finally
        {
            s_onlyOne.Release();
        }
    }
}
