using System.Text;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

public class FileSystemTests
{
    private readonly FileWorld _world = new();

    private ref FileSystem<TestFileMachine> Files => ref _world.Files;

    [Fact]
    public void A_file_without_a_name_stays_until_it_is_closed()
    {
        _world.Write("file", "kept");
        Handle opened = _world.Open("file", OpenFlags.ReadWrite);
        Assert.Equal(Errno.None, Files.Unlink(_world.Root, "file"u8));
        Assert.Equal(Errno.ENOENT, _world.Resolve("file", out _));
        byte[] bytes = new byte[10];
        Assert.Equal(4u, Files.Read(opened, bytes).Value);
        Assert.Equal(0u, Files.StatusOf(Files.Opened[opened].Node).Links);
        Files.Close(opened);
        _world.CheckEmpty();
    }

    [Fact]
    public void A_removed_folder_stays_for_who_works_in_it_and_nothing_can_be_made_there()
    {
        Assert.Equal(Errno.None, Files.MakeFolder(_world.Root, "outer"u8, 0x1ED));
        Assert.Equal(Errno.None, Files.MakeFolder(_world.Root, "outer/inner"u8, 0x1ED));
        Handle inner = _world.Resolve("outer/inner");
        Handle outer = _world.Resolve("outer");
        Files.Hold(inner);
        Assert.Equal(Errno.None, Files.RemoveFolder(_world.Root, "outer/inner"u8));
        Assert.Equal(Errno.None, Files.RemoveFolder(_world.Root, "outer"u8));
        Assert.Equal(Errno.ENOENT, Files.Open(inner, "file"u8, OpenFlags.Create, 0, out _));
        Assert.Equal(Errno.ENOENT, Files.MakeFolder(inner, "folder"u8, 0));
        Assert.Equal(Errno.None, Files.Resolve(inner, ".."u8, true, out Handle parent));
        Assert.Equal(outer.Value, parent.Value);
        Assert.Equal(Errno.None, Files.Open(inner, "."u8, OpenFlags.Directory, 0, out Handle opened));
        Assert.Equal(Errno.ENOENT, Files.List(opened, new byte[100]).Error);
        Files.Close(opened);
        Files.LetGo(inner);
        _world.CheckEmpty();
    }

    [Fact]
    public void Forty_symbolic_links_are_followed_and_no_more()
    {
        _world.Write("0", "end");
        for (int i = 1; i <= 41; i++)
        {
            Assert.Equal(Errno.None, Files.MakeLink(FileWorld.Bytes($"{i - 1}"), _world.Root, FileWorld.Bytes($"{i}")));
        }

        Assert.Equal("end", _world.Read("40"));
        Assert.Equal(Errno.ELOOP, _world.Resolve("41", out _));
        Assert.Equal(Errno.None, _world.Resolve("41", out _, follows: false));
    }

    [Fact]
    public void A_link_to_a_path_from_the_root_begins_there()
    {
        Assert.Equal(Errno.None, Files.MakeFolder(_world.Root, "folder"u8, 0));
        Assert.Equal(Errno.None, Files.MakeLink("/file"u8, _world.Root, "folder/link"u8));
        Assert.Equal(Errno.None, Files.MakeLink("//"u8, _world.Root, "root"u8));
        _world.Write("file", "text");
        Assert.Equal("text", _world.Read("folder/link"));
        Assert.Equal("text", _world.Read("root/root/folder/link"));
        Assert.Equal(_world.Root.Value, _world.Resolve("/folder/../../root").Value);
        Assert.Equal(Errno.EBUSY, Files.RemoveFolder(_world.Root, "/"u8));
        Assert.Equal(Errno.EISDIR, Files.Unlink(_world.Root, "//"u8));
    }

    [Fact]
    public void A_folder_is_not_moved_into_itself_at_any_depth_and_replaces_none_above_it()
    {
        foreach (string path in new[] { "a", "a/b", "a/b/c", "a/b/c/d" })
        {
            Assert.Equal(Errno.None, Files.MakeFolder(_world.Root, FileWorld.Bytes(path), 0));
        }

        Assert.Equal(Errno.EINVAL, Files.Rename(_world.Root, "a"u8, _world.Root, "a/new"u8));
        Assert.Equal(Errno.EINVAL, Files.Rename(_world.Root, "a"u8, _world.Root, "a/b/c/new"u8));
        Assert.Equal(Errno.EINVAL, Files.Rename(_world.Root, "a"u8, _world.Root, "a/b/c/d"u8));
        Assert.Equal(Errno.ENOTEMPTY, Files.Rename(_world.Root, "a/b/c/d"u8, _world.Root, "a"u8));
        Assert.Equal(Errno.None, Files.Rename(_world.Root, "a/b/c/d"u8, _world.Root, "d"u8));
        Assert.Equal(Errno.None, Files.Rename(_world.Root, "a"u8, _world.Root, "d"u8));
        Assert.Equal(_world.Root.Value, _world.Resolve("d/b/../..").Value);
    }

    [Fact]
    public void A_slash_behind_a_link_asks_for_a_folder_at_its_end()
    {
        _world.Write("file", "text");
        Assert.Equal(Errno.None, Files.MakeLink("file"u8, _world.Root, "link"u8));
        Assert.Equal(Errno.None, Files.MakeLink("link"u8, _world.Root, "link to link"u8));
        Assert.Equal(Errno.ENOTDIR, _world.Resolve("link/", out _, follows: false));
        Assert.Equal(Errno.ENOTDIR, _world.Resolve("link to link/", out _));
        Assert.Equal(Errno.None, _world.Resolve("link to link", out _));
    }

    [Fact]
    public void A_page_is_in_memory_once_and_a_hole_takes_none()
    {
        Handle first = _world.Open("file", OpenFlags.Create | OpenFlags.ReadWrite);
        Handle second = _world.Open("file", OpenFlags.ReadWrite);
        uint index = Files.Nodes[Files.Opened[first].Node].Contents;
        Assert.Equal(1u, Files.WriteAt(first, 0xFFFF_FFFF, "z"u8).Value);
        Assert.Equal(1u, Files.WriteAt(second, 5, "a"u8).Value);
        Assert.Equal(2u, _world.Spaces.Spaces.Objects[index].Resident);
        byte[] bytes = new byte[6];
        Assert.Equal(6u, Files.ReadAt(first, 0, bytes).Value);
        Assert.Equal("\0\0\0\0\0a", Encoding.Latin1.GetString(bytes));
        Assert.Equal(4u, Files.ReadAt(first, 0x8000_0000, bytes.AsSpan(0, 4)).Value);
        Assert.Equal(2u, _world.Spaces.Spaces.Objects[index].Resident);
        Assert.Equal(Errno.EFBIG, Files.WriteAt(first, 1UL << 32, "z"u8).Error);
        Assert.Equal(Errno.EFBIG, Files.Truncate(first, (1L << 32) + 1));
        Assert.Equal(Errno.EINVAL, Files.Seek(first, (1L << 32) + 1, 0, out _));
    }

    [Fact]
    public void A_listing_goes_on_whatever_is_removed_and_added_meanwhile()
    {
        foreach (char name in "abcdef")
        {
            _world.Write($"{name}", "");
        }

        Handle opened = _world.Open("/", OpenFlags.Directory);
        byte[] bytes = new byte[24 * 4];
        Assert.Equal(96u, Files.List(opened, bytes).Value);
        Assert.Equal([". 4", ".. 4", "a 8", "b 8"], DirectoryRecords.Names(bytes, 96));
        foreach (string name in new[] { "b", "c" })
        {
            Assert.Equal(Errno.None, Files.Unlink(_world.Root, FileWorld.Bytes(name)));
        }

        _world.Write("g", "");
        Assert.Equal(["d 8", "e 8", "f 8", "g 8"], _world.List(opened, 96));
        Assert.Equal(Errno.None, Files.Seek(opened, 0, 0, out _));
        Assert.Equal(Errno.EINVAL, Files.List(opened, new byte[23]).Error);
    }

    [Fact]
    public void A_read_notes_the_time_of_access_and_a_write_that_of_change()
    {
        _world.Write("file", "text");
        Files.Now = 50;
        Handle opened = _world.Open("file", OpenFlags.ReadWrite);
        Files.Read(opened, new byte[1]);
        FileStatus status = Files.StatusOf(_world.Resolve("file"));
        Assert.Equal((50UL, 1UL, 1UL), (status.Accessed, status.Modified, status.Changed));
        Files.Now = 60;
        Files.Write(opened, "x"u8);
        Files.Now = 70;
        Files.SetPermissions(_world.Resolve("file"), 0x8000_0000 | 0x180);
        status = Files.StatusOf(_world.Resolve("file"));
        Assert.Equal((50UL, 60UL, 70UL), (status.Accessed, status.Modified, status.Changed));
        Assert.Equal(NodeMode.File | 0x180, status.Mode);
    }

    [Fact]
    public void An_open_file_can_be_made_to_append_and_an_owner_be_changed_by_half()
    {
        _world.Write("file", "text");
        Handle opened = _world.Open("file", OpenFlags.WriteOnly);
        Files.ChangeFlags(opened, OpenFlags.Append | OpenFlags.ReadWrite);
        Assert.Equal(OpenFlags.WriteOnly | OpenFlags.Append, Files.Opened[opened].Flags);
        Files.Write(opened, "end"u8);
        Assert.Equal("textend", _world.Read("file"));
        Files.SetOwner(_world.Resolve("file"), 7, uint.MaxValue);
        Files.SetOwner(_world.Resolve("file"), uint.MaxValue, 8);
        FileStatus status = Files.StatusOf(_world.Resolve("file"));
        Assert.Equal((7u, 8u), (status.User, status.Group));
    }

    [Fact]
    public void Only_a_file_is_given_another_length()
    {
        _world.Write("file", "text");
        Assert.Equal(Errno.None, Files.MakeNode(_world.Root, "pipe"u8, NodeMode.Pipe, 0));
        Assert.Equal(Errno.None, Files.TruncateNode(_world.Resolve("file"), 2));
        Assert.Equal("te", _world.Read("file"));
        Assert.Equal(Errno.EISDIR, Files.TruncateNode(_world.Root, 0));
        Assert.Equal(Errno.EINVAL, Files.TruncateNode(_world.Resolve("pipe"), 0));
        Assert.Equal(Errno.EINVAL, Files.TruncateNode(_world.Resolve("file"), -1));
    }

    [Fact]
    public void A_device_is_asked_by_its_number()
    {
        Assert.Equal(Errno.None,
            Files.MakeNode(_world.Root, "null"u8, NodeMode.CharacterDevice | 0x1B6, TestFileMachine.Null));
        Assert.Equal(Errno.None, Files.MakeNode(_world.Root, "other"u8, NodeMode.CharacterDevice, 0x999));
        Assert.Equal(Errno.ENXIO, _world.Open("other", OpenFlags.None, out _));
        Handle opened = _world.Open("null", OpenFlags.ReadWrite);
        Assert.Equal(5u, Files.Write(opened, "bytes"u8).Value);
        Assert.Equal(0u, Files.Read(opened, new byte[5]).Value);
        Assert.Equal(Errno.ESPIPE, Files.Seek(opened, 0, 0, out _));
        Assert.Equal(TestFileMachine.Null, Files.StatusOf(_world.Resolve("null")).Device);
        Assert.Equal(Errno.EPERM, Files.MakeNode(_world.Root, "f"u8, NodeMode.Folder, 0));
        Assert.Equal(Errno.EINVAL, Files.MakeNode(_world.Root, "s"u8, 0xC000, 0));
    }

    [Fact]
    public void A_handle_that_outlives_its_record_is_found()
    {
        Handle opened = _world.Open("file", OpenFlags.Create);
        Files.Close(opened);
        Assert.Throws<StaleHandleException>(() => Files.Read(opened, new byte[1]));
        Handle next = _world.Open("file", OpenFlags.None);
        Assert.Equal(opened.Index, next.Index);
        Assert.NotEqual(opened.Value, next.Value);
        Assert.Throws<StaleHandleException>(() => Files.Close(opened));
        Assert.Throws<StaleHandleException>(() => Files.Close(default));
    }

    [Fact]
    public void A_path_has_at_most_4095_bytes_and_making_a_file_excludes_asking_for_a_folder()
    {
        _world.Write("a", "text");
        Assert.Equal("text", _world.Read(new string('/', 4094) + "a"));
        Assert.Equal(Errno.ENAMETOOLONG, _world.Resolve(new string('/', 4095) + "a", out _));
        Assert.Equal(Errno.EINVAL, _world.Open("b", OpenFlags.Create | OpenFlags.Directory, out _));
    }
}
