// Names in /proc are nobody's to give and to take: each answer is the one that the host's /proc gives.
using Osmosis.Programs.Files;
using Osmosis.Programs.Proc;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Files;

public sealed class ProcNameTests : IDisposable
{
    private const int Anywhere = -100;
    private const uint WriteOnly = 1;
    private const uint Create = 0x40;
    private const uint CreateNew = 0xC0;

    // P is /proc/PID, O a folder outside.
    private static readonly string[] s_paths =
    [
        "/proc/meminfo", "/proc/self", "/proc/nosuch", "/proc/uptime", "/proc/uptime/", "/proc/nosuch/", "P/stat",
        "P/exe", "P/nosuch", "P/maps", "P/fd", "P/cwd", "P", "/proc", "O/file", "O/folder", "O/nosuch",
    ];

    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory();
    private readonly ProgramWorld _world = new();
    private readonly List<string> _wrong = [];
    private int _count;

    public ProcNameTests()
    {
        _world.Start();
        Assert.True(_world.System.TryMakeProc());
        Make("O");
    }

    private static bool IsWithinProc(string path) => path.StartsWith('P') || path.StartsWith("/proc", default);

    // On Linux what is a process's is immutable, too, and EPERM comes before what the kinds of the two files forbid.
    private static bool IsOfProcess(string path) => path.StartsWith('P') && path != "P/nosuch";

    public void Dispose() => _outside.Delete(recursive: true);

    [Fact]
    public void One_name_is_refused_as_on_Linux()
    {
        foreach (string path in s_paths.Where(IsWithinProc))
        {
            Compare($"mkdir {path}", Host.MakeFolder(Anywhere, There(path)), Files.MakeFolder(Root, Here(path), 0x1ED));
            Compare($"symlink {path}", Host.MakeLink("a", Anywhere, There(path)),
                Files.MakeLink("a"u8, Root, Here(path)));
            if (!IsOfProcess(path))
            {
                Compare($"unlink {path}", Host.Unlink(Anywhere, There(path)), Files.Unlink(Root, Here(path)));
                Compare($"rmdir {path}", Host.RemoveFolder(Anywhere, There(path)),
                    Files.RemoveFolder(Root, Here(path)));
            }

            Compare($"open anew {path}", HostOpen(path, CreateNew | WriteOnly), Open(path, CreateNew | WriteOnly));
            if (path is not ("/proc/self" or "P/exe" or "P/cwd"))
            {
                Compare($"open {path}", HostOpen(path, Create), Open(path, Create));
            }
        }

        Assert.InRange(_count, 60, 100);
        AssertSame();
    }

    [Fact]
    public void Two_names_are_refused_as_on_Linux()
    {
        foreach (string from in s_paths)
        {
            foreach (string to in s_paths.Where(to => IsWithinProc(from) || IsWithinProc(to)))
            {
                Compare($"link {from} {to}", Host.Link(Anywhere, There(from), Anywhere, There(to), false),
                    Files.Link(Root, Here(from), Root, Here(to), follows: false));
                if (IsOfProcess(from) || IsOfProcess(to))
                {
                    continue;
                }

                Compare($"rename {from} {to}", Host.Rename(Anywhere, There(from), Anywhere, There(to), true),
                    Files.Rename(Root, Here(from), Root, Here(to)));
                Compare($"rename {from} {to}, not in place of another",
                    Host.Rename(Anywhere, There(from), Anywhere, There(to), false),
                    Files.Rename(Root, Here(from), Root, Here(to), mayReplace: false));
            }
        }

        Assert.InRange(_count, 400, 1000);
        AssertSame();
    }

    private ref FileSystem<TestProgramMachine> Files => ref _world.System.Files;

    private Handle Root => _world.System.Files.Root;

    private void AssertSame()
    {
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
        Assert.Equal(["file", "folder"], _outside.EnumerateFileSystemInfos().Select(info => info.Name).Order());
    }

    private void Compare(string call, Errno there, Errno here)
    {
        _count++;
        if (there != here)
        {
            _wrong.Add($"{call}: {there} on Linux, {here} here");
        }
    }

    private Errno HostOpen(string path, uint flags)
    {
        Errno error = Host.Open(Anywhere, There(path), flags, out int descriptor);
        if (error == Errno.None)
        {
            Host.Close(descriptor);
        }

        return error;
    }

    private Errno Open(string path, uint flags)
    {
        Errno error = Files.Open(Root, Here(path), (OpenFlags)flags, 0x1A4, out Handle opened);
        if (error == Errno.None)
        {
            Files.Close(opened);
        }

        return error;
    }

    private void Make(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_outside.FullName, "folder"));
        File.WriteAllText(Path.Combine(_outside.FullName, "file"), "");
        Assert.Equal(Errno.None, Files.MakeFolder(Root, Here(folder), 0x1ED));
        Assert.Equal(Errno.None, Files.MakeFolder(Root, Here($"{folder}/folder"), 0x1ED));
        Assert.Equal(Errno.None, Open($"{folder}/file", CreateNew | WriteOnly));
    }

    private string There(string path) => path[0] switch
    {
        'P' => $"/proc/{Environment.ProcessId}{path[1..]}",
        'O' => _outside.FullName + path[1..],
        _ => path,
    };

    private static byte[] Here(string path) => System.Text.Encoding.ASCII.GetBytes(path[0] switch
    {
        'P' => $"/proc/1{path[1..]}",
        'O' => $"/outside{path[1..]}",
        _ => path,
    });
}
