using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>All that is there on both sides, at the end.</summary>
internal sealed partial class LinuxModel
{
    /// <summary>Both trees are the same. Then everything is closed and removed, and nothing is left.</summary>
    public void End()
    {
        Assert.Equal(HostTree("."), OurTree("."));
        for (int slot = 0; slot < Slots; slot++)
        {
            Close(new FileStep(FileStepKind.Close, "", "", slot, 0, 0));
        }

        Remove(_world.Root);
        _world.CheckEmpty();
    }

    private List<string> OurTree(string path)
    {
        List<string> tree = [$"{path} {OurStatus(path, follows: false)} {OurLink(path)}"];
        if (Files.Open(_base, FileWorld.Bytes(path), OpenFlags.Directory | OpenFlags.NoFollow, 0,
            out Handle opened) == Errno.None)
        {
            List<string> names = _world.List(opened);
            Files.Close(opened);
            tree.AddRange(Children(names).SelectMany(name => OurTree($"{path}/{name}")));
        }

        return tree;
    }

    private List<string> HostTree(string path)
    {
        List<string> tree = [$"{path} {HostStatus(path, follows: false)} {HostLink(path)}"];
        if (Host.Open(_hostBase, path, (uint)(OpenFlags.Directory | OpenFlags.NoFollow),
            out int descriptor) == Errno.None)
        {
            byte[] bytes = new byte[20_000];
            Assert.Equal(Errno.None, Host.List(descriptor, bytes, out int done));
            Host.Close(descriptor);
            tree.AddRange(Children(DirectoryRecords.Names(bytes, done)).SelectMany(name => HostTree($"{path}/{name}")));
        }

        return tree;
    }

    private static IEnumerable<string> Children(List<string> listed) =>
        listed.Select(name => name.Split(' ')[0]).Where(name =>
            name is not ("." or "..")).Order(StringComparer.Ordinal);

    private void Remove(Handle folder)
    {
        Handle opened;
        Assert.Equal(Errno.None, Files.Open(folder, "."u8, OpenFlags.Directory, 0, out opened));
        List<string> names = _world.List(opened);
        Files.Close(opened);
        foreach (string[] name in names.Select(name => name.Split(' ')).Where(name => name[0] is not ("." or "..")))
        {
            if (name[1] == "4")
            {
                Assert.Equal(Errno.None, Files.Resolve(folder, FileWorld.Bytes(name[0]), false, out Handle inner));
                Remove(inner);
                Assert.Equal(Errno.None, Files.RemoveFolder(folder, FileWorld.Bytes(name[0])));
            }
            else
            {
                Assert.Equal(Errno.None, Files.Unlink(folder, FileWorld.Bytes(name[0])));
            }
        }
    }
}
