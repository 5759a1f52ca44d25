using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

public class DescriptorTests
{
    private readonly FileWorld _world = new();

    private ref FileSystem<TestFileMachine> Files => ref _world.Files;

    private ref DescriptorTable Table => ref _world.Table;

    [Fact]
    public void The_lowest_free_descriptor_is_given()
    {
        Assert.Equal([0u, 1u, 2u, 3u], [Open(), Open(), Open(), Open()]);
        Assert.Equal(Errno.None, Files.CloseDescriptor(in Table, 1));
        Assert.Equal(1u, Open());
        Assert.Equal(4u, Duplicate(0, from: 0));
        Assert.Equal(10u, Duplicate(0, from: 10));
        Assert.Equal(100u, Duplicate(0, from: 100));
        Assert.Equal(Errno.EBADF, Files.CloseDescriptor(in Table, 50));
        Assert.Equal(Errno.EBADF, Files.CloseDescriptor(in Table, 5000));
        Assert.Equal(Errno.EBADF, Files.Duplicate(ref Table, 50, 9999, false, out _));
        Assert.Equal(Errno.EINVAL, Files.Duplicate(ref Table, 0, 1024, false, out _));
        End();
    }

    [Fact]
    public void A_table_is_full_at_1024()
    {
        Open();
        for (uint expected = 1; expected < 1024; expected++)
        {
            Assert.Equal(expected, Duplicate(0, from: 0));
        }

        Assert.Equal(Errno.EMFILE, Files.Duplicate(ref Table, 0, 0, false, out _));
        Assert.Equal(1024u, Files.Opened[Files.Find(in Table, 0)].References);
        Assert.Equal(Errno.EBADF, Files.DuplicateTo(ref Table, 0, 1024, false));
        End();
    }

    [Fact]
    public void Duplicates_and_children_share_the_position()
    {
        uint first = Open();
        uint second = Duplicate(first, from: 0);
        Assert.Equal(3u, Files.Write(Files.Find(in Table, first), "abc"u8).Value);
        Assert.Equal(Errno.None, Files.CopyTable(in Table, out DescriptorTable child));
        Assert.Equal(2u, Files.Write(Files.Find(in child, second), "de"u8).Value);
        Assert.Equal(5UL, Files.Opened[Files.Find(in Table, first)].Position);
        Files.ReleaseTable(ref Table);
        Assert.Equal(1u, Files.Write(Files.Find(in child, first), "f"u8).Value);
        Assert.Equal("abcdef", _world.Read("file"));
        Files.ReleaseTable(ref child);
        End();
    }

    [Fact]
    public void Dup2_closes_what_was_there()
    {
        uint first = Open();
        uint second = Open();
        Handle closed = Files.Find(in Table, second);
        Assert.Equal(Errno.None, Files.DuplicateTo(ref Table, first, second, true));
        Assert.Equal(Files.Find(in Table, first).Value, Files.Find(in Table, second).Value);
        Assert.Throws<StaleHandleException>(() => Files.Opened[closed].Position);
        Assert.Equal(Errno.None, Files.DuplicateTo(ref Table, first, first, false));
        Assert.Equal(Errno.None, Files.DuplicateTo(ref Table, first, 77, false));
        Assert.Equal(3u, Files.Opened[Files.Find(in Table, first)].References);
        Assert.Equal(Errno.EBADF, Files.DuplicateTo(ref Table, 50, first, false));
        End();
    }

    [Fact]
    public void Exec_closes_those_that_say_so()
    {
        uint kept = Open();
        uint closed = Duplicate(kept, from: 40, closesOnExec: true);
        uint changed = Duplicate(kept, from: 0);
        Files.SetClosedByExec(in Table, changed, true);
        Assert.Equal([false, true, true],
            new[] { kept, closed, changed }.Select(descriptor => Files.IsClosedByExec(in Table, descriptor)));
        Files.SetClosedByExec(in Table, changed, false);
        Files.CloseForExec(in Table);
        Assert.Equal([false, true, false],
            new[] { kept, closed, changed }.Select(descriptor => Files.Find(in Table, descriptor).IsNone));
        Assert.False(Files.IsClosedByExec(in Table, closed));
        End();
    }

    private uint Open()
    {
        Handle opened = _world.Open("file", OpenFlags.Create | OpenFlags.WriteOnly);
        Assert.Equal(Errno.None, Files.Install(ref Table, opened, 0, false, out uint descriptor));
        return descriptor;
    }

    private uint Duplicate(uint descriptor, uint from, bool closesOnExec = false)
    {
        Assert.Equal(Errno.None, Files.Duplicate(ref Table, descriptor, from, closesOnExec, out uint duplicate));
        return duplicate;
    }

    private void End()
    {
        Assert.Equal(Errno.None, Files.Unlink(_world.Root, "file"u8));
        _world.CheckEmpty();
    }
}
