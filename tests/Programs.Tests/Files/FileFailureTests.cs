using System.Text;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>
/// Every operation with its 1st, 2nd, 3rd … request for a frame or for memory for records refused. It says so, nothing
/// has changed then, and the same operation succeeds afterwards.
/// </summary>
public class FileFailureTests
{
    private static readonly byte[] _name = FileWorld.Bytes(new string('n', 100));

    private static readonly Dictionary<string, (Errno Refused, Func<FileWorld, Errno> Act)> _operations = new()
    {
        ["open"] = (Errno.ENFILE, world => world.Files.Open(world.Root, "file"u8, OpenFlags.None, 0, out _)),
        ["create"] = (Errno.ENOSPC, world => world.Files.Open(world.Root, _name, OpenFlags.Create, 0, out _)),
        ["mkdir"] = (Errno.ENOSPC, world => world.Files.MakeFolder(world.Root, _name, 0)),
        ["mknod"] = (Errno.ENOSPC, world => world.Files.MakeNode(world.Root, _name, NodeMode.Pipe, 0)),
        ["symlink"] = (Errno.ENOSPC, world => world.Files.MakeLink("text"u8, world.Root, _name)),
        ["link"] = (Errno.ENOSPC, world => world.Files.Link(world.Root, "file"u8, world.Root, _name, false)),
        ["rename"] = (Errno.ENOSPC, world => world.Files.Rename(world.Root, "file"u8, world.Root, _name)),
        ["pipe"] = (Errno.ENFILE, world => world.Files.MakePipe(OpenFlags.None, out _, out _)),
        ["write to a pipe"] = (Errno.ENOMEM, WriteToPipe),
        ["install"] = (Errno.ENOMEM, Install),
        ["fork"] = (Errno.ENOMEM, world => world.Files.CopyTable(in world.Table, out _)),
        ["write"] = (Errno.ENOSPC, Write),
        ["read a hole"] = (Errno.EIO, Read),
    };

    /// <summary>Reads never need a frame: what is not in memory is zeros.</summary>
    private static readonly string[] _neverRefused = ["read a hole"];

    public static TheoryData<string> Names => [.. _operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_for_a_frame_or_for_records_is_refused_once(string name)
    {
        int refusals = 0;
        for (uint more = 0; more < 8; more++)
        {
            refusals += CountRefusals(name, more, isFrame: false) + CountRefusals(name, more, isFrame: true);
        }

        Assert.Equal(_neverRefused.Contains(name), refusals == 0);
    }

    private static int CountRefusals(string name, uint more, bool isFrame)
    {
        int refusals = 0;
        while (IsRefused(name, more, (uint)refusals + 1, isFrame))
        {
            refusals++;
        }

        return refusals;
    }

    /// <param name="name">The operation.</param>
    /// <param name="more">Files that are made before: how many records are free depends on it.</param>
    /// <param name="nth">Which request is refused, with all later ones.</param>
    /// <param name="isFrame">A request for a frame, or for records.</param>
    private static bool IsRefused(string name, uint more, uint nth, bool isFrame)
    {
        FileWorld world = Prepare(more);
        string before = Digest(world);
        uint refusals = world.Refusals + world.Spaces.Frames.Refusals;
        if (isFrame)
        {
            world.Spaces.Frames.FailFrom(nth);
        }
        else
        {
            world.FailExtension(nth);
        }

        (Errno refused, Func<FileWorld, Errno> act) = _operations[name];
        Errno error = act(world);
        world.Spaces.Frames.FailNever();
        world.FailExtension(0);
        if (error == Errno.None)
        {
            Assert.Equal(refusals, world.Refusals + world.Spaces.Frames.Refusals);
            return false;
        }

        // Making a file also opens it, and records of open files may run out first.
        Assert.True(error == refused || (name == "create" && error == Errno.ENFILE), $"{name}: {error}");
        Assert.Equal(before, Digest(world));
        world.Spaces.Check();
        Assert.Equal(Errno.None, act(world));
        return true;
    }

    private static FileWorld Prepare(uint more)
    {
        FileWorld world = new(recordStep: 1);
        world.Write("file", "text");
        Handle opened = world.Open("file", OpenFlags.ReadWrite);
        Assert.Equal(Errno.None, world.Files.Install(ref world.Table, opened, 0, false, out _));
        Assert.Equal(Errno.None, world.Files.Truncate(opened, 0x3000));
        Assert.Equal(Errno.None, world.Files.MakePipe(OpenFlags.None, out _, out Handle writer));
        Assert.Equal(100u, world.Files.Write(writer, new byte[100]).Value);
        Assert.Equal(Errno.None, world.Files.Install(ref world.Table, writer, 0, false, out _));
        for (uint i = 0; i < more; i++)
        {
            world.Write($"more{i}", "");
            Assert.Equal(Errno.None, world.Files.Unlink(world.Root, FileWorld.Bytes($"more{i}")));
        }

        return world;
    }

    private static Errno Install(FileWorld world) => world.Files.Duplicate(ref world.Table, 0, 500, false, out _);

    private static Errno Write(FileWorld world) =>
        world.Files.WriteAt(world.Files.Find(in world.Table, 0), 0x2000, "text"u8).Error;

    private static Errno WriteToPipe(FileWorld world) =>
        world.Files.Write(world.Files.Find(in world.Table, 1), new byte[4096]).Error;

    private static Errno Read(FileWorld world) =>
        world.Files.ReadAt(world.Files.Find(in world.Table, 0), 0x2000, new byte[10]).Error;

    /// <summary>All that a program could see, and what is taken.</summary>
    private static string Digest(FileWorld world)
    {
        StringBuilder digest = new();
        digest.Append($"{world.Files.Records} {world.Spaces.Spaces.Objects.Pool.Taken} {world.Spaces.ObjectFrames()}");
        foreach (Node node in world.Nodes.Where(node => node.Links + node.Holds != 0))
        {
            digest.Append($" {node.Mode} {node.Links} {node.Holds} {node.Modified} {node.Contents}");
        }

        for (uint descriptor = 0; descriptor < 600; descriptor++)
        {
            digest.Append(world.Files.Find(in world.Table, descriptor).Value);
        }

        return digest.ToString();
    }
}
