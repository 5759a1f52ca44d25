// Archives of folders: cpio unpacks them to what was packed, and what can't be packed is named.
using System.Diagnostics;
using System.Net.Sockets;
using Osmosis.Cli;
using Osmosis.Cli.Archives;

namespace Osmosis.Kernel.Tests.ProgramCommands;

public sealed class ArchiveTests : IDisposable
{
    private const string Facts = @"%P|%y|%m|%Ts|%s|%l\n";

    private readonly DirectoryInfo _from = Directory.CreateTempSubdirectory("osmosis-packed-");
    private readonly DirectoryInfo _to = Directory.CreateTempSubdirectory("osmosis-unpacked-");

    public void Dispose()
    {
        _from.Delete(recursive: true);
        _to.Delete(recursive: true);
    }

    [Fact]
    public async Task Cpio_unpacks_what_was_packed()
    {
        Fill(_from.FullName);
        string archive = await PackAsync(_from.FullName);
        string listed = await RunAsync("cpio", ["-it", "--quiet", "-F", archive]);
        string[] names = [.. (await RunAsync("find", [".", "-mindepth", "1", "-printf", @"%P\n"], _from.FullName))
            .Split('\n').Order(StringComparer.Ordinal)];
        Assert.Equal(names, listed.Split('\n').Order(StringComparer.Ordinal));
        await RunAsync("cpio", ["-idm", "--quiet", "-F", archive], _to.FullName);

        // cpio gives links and folders no times that last, and folders have another size on another file system.
        string[] expected = await FactsOfAsync(_from.FullName);
        Assert.Equal(11, expected.Length);
        Assert.Equal(expected, await FactsOfAsync(_to.FullName));
        await RunAsync("diff", ["-r", "--no-dereference", _from.FullName, _to.FullName]);
    }

    [Fact]
    public async Task The_same_files_make_the_same_bytes_whatever_their_order_on_the_disk()
    {
        Fill(_from.FullName);
        Fill(_to.FullName, isReversed: true);
        Assert.Equal(await File.ReadAllBytesAsync(await PackAsync(_from.FullName)),
            await File.ReadAllBytesAsync(await PackAsync(_to.FullName)));
    }

    [Fact]
    public async Task What_cannot_be_packed_is_named()
    {
        string path = Path.Combine(_from.FullName, "odd");
        await RunAsync("mkfifo", [path]);
        Assert.Equal($"{path} is no file, folder or symbolic link, and can't be packed",
            await FailureAsync(_from.FullName));
        File.Delete(path);
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.Equal($"{path} is no file, folder or symbolic link, and can't be packed",
                await FailureAsync(_from.FullName));
        }

        File.Delete(path);
        await RunAsync("sh", ["-c", $"""touch "{path}$(printf '\377')" """]);
        Assert.EndsWith("is no text in UTF-8", await FailureAsync(_from.FullName), StringComparison.Ordinal);
        await RunAsync("sh", ["-c", $"""rm "{path}$(printf '\377')" """]);
        await File.WriteAllTextAsync(Path.Combine(_from.FullName, "TRAILER!!!"), "");
        EmulatorException trailer =
            await Assert.ThrowsAsync<EmulatorException>(() => PackAsync(_from.FullName));
        Assert.Equal("a file called TRAILER!!! would end the archive", trailer.Message);
        Assert.Equal($"{path} is no folder", await FailureAsync(path));

        // Not even root may read this one.
        Assert.StartsWith("cannot read /proc/sys/net/ipv4/route/flush: ",
            await FailureAsync("/proc/sys/net/ipv4/route"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_busybox_names_its_applets()
    {
        byte[] Table(string names) =>
            [.. "junk\0zz\0sh\0\0"u8, .. System.Text.Encoding.ASCII.GetBytes(names.Replace(' ', '\0')), 0, 0,
                .. "ls\0b\0"u8];
        Assert.Equal(["[", "[[", "ash", "ls", "sh", "xxd"], BusyboxApplets.In(Table("[ [[ ash ls sh xxd")));
        Assert.Throws<FailedException>(() => BusyboxApplets.In("no\0table\0"u8.ToArray()));
    }

    private static void Fill(string folder, bool isReversed = false)
    {
        string[] names = ["empty", "one", "two blanks here", "größe", "program", "deep/er/file"];
        foreach (string name in isReversed ? names.Reverse() : names)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name == "empty" ? "" : string.Join('\n', Enumerable.Repeat(name, name.Length)));
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1_000_000_000 + name.Length));
        }

        File.SetUnixFileMode(Path.Combine(folder, "program"), (UnixFileMode)Convert.ToInt32("4751", 8));
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "deep/er");
        File.CreateSymbolicLink(Path.Combine(folder, "to nothing"), "/nowhere at all");
        string closed = Directory.CreateDirectory(Path.Combine(folder, "closed")).FullName;
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => Directory.Exists(path) || File.ResolveLinkTarget(path, false) is not null))
        {
            SetTime(path);
        }
    }

    private static void SetTime(string path) => Process.Start("touch", ["-h", "-d", "@1100000000", path]).WaitForExit();

    private async Task<string[]> FactsOfAsync(string folder)
    {
        string facts = await RunAsync("find",
            [".", "-mindepth", "1", "(", "-type", "d", "-o", "-type", "l", ")", "-printf",
                Facts.Replace("%Ts|%s", "", StringComparison.Ordinal), "-o", "-printf", Facts], folder);
        return [.. facts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private static async Task<string> PackAsync(string folder)
    {
        string archive = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using FileStream output = File.Create(archive);
        CpioArchive.Write(output, await HostFolder.ReadAsync(folder, CancellationToken.None));
        return archive;
    }

    private static async Task<string> FailureAsync(string folder) =>
        (await Assert.ThrowsAsync<FailedException>(() => PackAsync(folder))).Message;

    private static async Task<string> RunAsync(string program, string[] arguments, string folder = "/")
    {
        ProcessOutput output = await ProcessOutput.OfAsync(program, arguments, folder);
        Assert.True(output.Succeeded, output.Text);
        return output.Text;
    }
}
