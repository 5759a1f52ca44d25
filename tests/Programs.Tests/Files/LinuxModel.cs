using System.Text;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>A step that is taken on both sides. What the numbers and texts mean depends on its kind.</summary>
public sealed record FileStep(FileStepKind Kind, string Path, string Other, int Slot, int Number, uint Flags);

public enum FileStepKind
{
    Open,
    Close,
    Read,
    Write,
    ReadAt,
    WriteAt,
    Seek,
    Truncate,
    List,
    Duplicate,

    /// <summary>This and the following are told a path.</summary>
    MakeFolder,
    RemoveFolder,
    Unlink,
    Rename,
    RenameWithoutReplacing,
    Link,
    LinkFollowed,
    MakeLink,
    ReadLink,
    Status,
    StatusOfLink,
}

/// <summary>
/// Our files beside a folder of the host's. Both have 64 folders one in another, and all paths begin in the innermost,
/// so that no "..", of which a path and its links have at most 45, leaves the test's folder.
/// </summary>
internal sealed partial class LinuxModel : IDisposable
{
    private const int Depth = 64;
    private const int Slots = 6;

    private readonly FileWorld _world = new();
    private readonly string _folder = Host.NewFolder("osmosis-files");
    private readonly (Handle Ours, int Theirs)[] _open = new (Handle, int)[Slots];
    private readonly Handle _base;
    private readonly int _hostBase;

    public LinuxModel()
    {
        string nested = string.Join('/', Enumerable.Repeat("n", Depth));
        Directory.CreateDirectory(Path.Combine(_folder, nested));
        Assert.Equal(Errno.None, Host.Open(-100, Path.Combine(_folder, nested), 0x1_0000, out _hostBase));
        for (int depth = 1; depth <= Depth; depth++)
        {
            Assert.Equal(Errno.None,
                _world.Files.MakeFolder(_world.Root, FileWorld.Bytes(nested[..((depth * 2) - 1)]), 0x1ED));
        }

        _base = _world.Resolve(nested);
    }

    private ref FileSystem<TestFileMachine> Files => ref _world.Files;

    /// <summary>How each call ended on both sides, as one text, which must be the same.</summary>
    public void Take(FileStep step)
    {
        _world.Files.Now++;
        (string ours, string theirs) = step.Kind switch
        {
            FileStepKind.Open => Open(step),
            FileStepKind.Close => Close(step),
            FileStepKind.Duplicate => Duplicate(step),
            >= FileStepKind.MakeFolder => OnPath(step),
            _ when _open[step.Slot].Theirs == 0 => ("", ""),
            _ => OnOpenFile(step, _open[step.Slot].Ours, _open[step.Slot].Theirs),
        };
        Assert.True(ours == theirs, $"{step}: here {ours}, on Linux {theirs}");
    }

    public void Dispose()
    {
        foreach ((Handle _, int theirs) in _open.Where(open => open.Theirs != 0))
        {
            Host.Close(theirs);
        }

        Host.Close(_hostBase);
        Directory.Delete(_folder, recursive: true);
    }

    private (string, string) Open(FileStep step)
    {
        if (_open[step.Slot].Theirs != 0)
        {
            return ("", "");
        }

        Errno ours = Files.Open(_base, FileWorld.Bytes(step.Path), (OpenFlags)step.Flags, 0x1A4, out Handle opened);
        Errno theirs = Host.Open(_hostBase, step.Path, step.Flags, out int descriptor);
        _open[step.Slot] = theirs == Errno.None ? (opened, descriptor) : default;
        return ($"{ours}", $"{theirs}");
    }

    private (string, string) Close(FileStep step)
    {
        if (_open[step.Slot].Theirs != 0)
        {
            Files.Close(_open[step.Slot].Ours);
            Host.Close(_open[step.Slot].Theirs);
            _open[step.Slot] = default;
        }

        return ("", "");
    }

    private (string, string) Duplicate(FileStep step)
    {
        int other = step.Number % Slots;
        if (_open[step.Slot].Theirs != 0 && _open[other].Theirs == 0)
        {
            Files.Share(_open[step.Slot].Ours);
            _open[other] = (_open[step.Slot].Ours, Host.Duplicate(_open[step.Slot].Theirs));
        }

        return ("", "");
    }

    private (string, string) OnOpenFile(FileStep step, Handle ours, int theirs)
    {
        byte[] bytes = new byte[step.Number];
        byte[] hostBytes = new byte[step.Number];
        long at = (step.Number * 7 % 9000) - 20;
        byte[] text = [.. Enumerable.Range(0, step.Number).Select(i => (byte)(i + step.Flags))];
        int done;
        switch (step.Kind)
        {
            case FileStepKind.Read:
                return (Describe(Files.Read(ours, bytes), bytes),
                    Describe(Host.Read(theirs, hostBytes, out done), done, hostBytes));
            case FileStepKind.Write:
                return (Describe(Files.Write(ours, text), []), Describe(Host.Write(theirs, text, out done), done, []));
            case FileStepKind.ReadAt:
                return (Describe(Files.ReadAt(ours, (ulong)at, bytes), bytes),
                    Describe(Host.ReadAt(theirs, hostBytes, at, out done), done, hostBytes));
            case FileStepKind.WriteAt:
                return (Describe(Files.WriteAt(ours, (ulong)at, text), []),
                    Describe(Host.WriteAt(theirs, text, at, out done), done, []));
            case FileStepKind.Truncate:
                return ($"{Files.Truncate(ours, at)}", $"{Host.Truncate(theirs, at)}");
            case FileStepKind.Seek:
                // Positions in folders are each side's own, and the host's file system knows holes.
                uint whence = step.Flags % 4 == 3 ? 9 : step.Flags % 4;
                if (Files.Nodes[Files.Opened[ours].Node].IsFolder)
                {
                    return ("", "");
                }

                Errno error = Files.Seek(ours, at, whence, out ulong position);
                Errno hostError = Host.Seek(theirs, at, (int)whence, out long hostPosition);
                bool isMoved = error == Errno.None && hostError == Errno.None;
                return ($"{error} {(isMoved ? position : 0)}", $"{hostError} {(isMoved ? hostPosition : 0)}");
            default:
                return List(ours, theirs);
        }
    }

    /// <summary>A whole listing, from the start. The order is each side's own.</summary>
    private (string, string) List(Handle ours, int theirs)
    {
        byte[] bytes = new byte[4096];
        List<string> names = [];
        List<string> hostNames = [];
        Files.Seek(ours, 0, 0, out _);
        Host.Seek(theirs, 0, 0, out _);
        Outcome outcome = Files.List(ours, bytes);
        for (; outcome.Error == Errno.None && outcome.Value != 0; outcome = Files.List(ours, bytes))
        {
            names.AddRange(DirectoryRecords.Names(bytes, (int)outcome.Value));
        }

        Errno hostError = Host.List(theirs, bytes, out int done);
        for (; hostError == Errno.None && done != 0; hostError = Host.List(theirs, bytes, out done))
        {
            hostNames.AddRange(DirectoryRecords.Names(bytes, done));
        }

        // The host's positions in folders are its own, so both begin anew.
        Files.Seek(ours, 0, 0, out _);
        Host.Seek(theirs, 0, 0, out _);
        return ($"{outcome.Error} {string.Join(',', names.Order(StringComparer.Ordinal))}",
            $"{hostError} {string.Join(',', hostNames.Order(StringComparer.Ordinal))}");
    }

    private (string, string) OnPath(FileStep step)
    {
        byte[] path = FileWorld.Bytes(step.Path);
        byte[] other = FileWorld.Bytes(step.Other);
        bool follows = step.Kind is FileStepKind.LinkFollowed or FileStepKind.Status;
        bool mayReplace = step.Kind == FileStepKind.Rename;
        return step.Kind switch
        {
            FileStepKind.MakeFolder =>
                ($"{Files.MakeFolder(_base, path, 0x1ED)}", $"{Host.MakeFolder(_hostBase, step.Path)}"),
            FileStepKind.RemoveFolder =>
                ($"{Files.RemoveFolder(_base, path)}", $"{Host.RemoveFolder(_hostBase, step.Path)}"),
            FileStepKind.Unlink => ($"{Files.Unlink(_base, path)}", $"{Host.Unlink(_hostBase, step.Path)}"),
            FileStepKind.Rename or FileStepKind.RenameWithoutReplacing =>
                ($"{Files.Rename(_base, path, _base, other, mayReplace)}",
                    $"{Host.Rename(_hostBase, step.Path, _hostBase, step.Other, mayReplace)}"),
            FileStepKind.Link or FileStepKind.LinkFollowed =>
                ($"{Files.Link(_base, path, _base, other, follows)}",
                    $"{Host.Link(_hostBase, step.Path, _hostBase, step.Other, follows)}"),
            FileStepKind.MakeLink =>
                ($"{Files.MakeLink(other, _base, path)}", $"{Host.MakeLink(step.Other, _hostBase, step.Path)}"),
            FileStepKind.ReadLink => (OurLink(step.Path), HostLink(step.Path)),
            _ => (OurStatus(step.Path, follows), HostStatus(step.Path, follows)),
        };
    }

    private string OurLink(string path)
    {
        byte[] text = new byte[5000];
        Outcome outcome = Files.ReadLink(_base, FileWorld.Bytes(path), text);
        return $"{outcome.Error} {Encoding.Latin1.GetString(text, 0, (int)outcome.Value)}";
    }

    private string HostLink(string path) => $"{Host.ReadLink(_hostBase, path, out string text)} {text}";

    private string OurStatus(string path, bool follows)
    {
        Errno error = Files.Resolve(_base, FileWorld.Bytes(path), follows, out Handle node);
        FileStatus status = error == Errno.None ? Files.StatusOf(node) : default;
        return Describe(error, status.Mode, status.Links, status.Length);
    }

    private string HostStatus(string path, bool follows)
    {
        Errno error = Host.Status(_hostBase, path, follows, out (uint Mode, uint Links, ulong Length) status);
        status = error == Errno.None ? status : default;
        return Describe(error, status.Mode, status.Links, status.Length);
    }

    private static string Describe(Errno error, uint mode, uint links, ulong length) =>
        $"{error} {Convert.ToString(mode, 8)} {links} {((mode & NodeMode.KindMask) == NodeMode.Folder ? 0 : length)}";

    private static string Describe(Outcome outcome, byte[] bytes) => Describe(outcome.Error, (int)outcome.Value, bytes);

    private static string Describe(Errno error, int done, byte[] bytes) =>
        $"{error} {done} {Convert.ToHexString(bytes.AsSpan(0, Math.Min(done, bytes.Length)))}";
}
