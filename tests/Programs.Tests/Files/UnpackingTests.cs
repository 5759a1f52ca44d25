using Osmosis.Programs.Archives;
using Osmosis.Programs.Files;
using Osmosis.Programs.Tests.Archives;

namespace Osmosis.Programs.Tests.Files;

public class UnpackingTests
{
    private readonly FileWorld _world = new();

    private ref FileSystem<TestFileMachine> Files => ref _world.Files;

    [Fact]
    public void What_cpio_packed_is_there()
    {
        byte[] bytes = File.ReadAllBytes(ArchiveBytes.MadeByCpio);
        UnpackResult result = _world.Unpack(bytes);
        Assert.Equal((ArchiveError.End, Errno.None, 9u), (result.Archive, result.Error, result.Entries));

        Assert.Equal("hello\n", _world.Read("one"));
        Assert.Equal("hello\n", _world.Read("folder/two"));
        Assert.Equal("hello\n", _world.Read("folder/link"));
        Assert.Equal(new string('x', 5001), _world.Read("folder/big"));
        FileStatus status = Files.StatusOf(_world.Resolve("folder/big"));
        Assert.Equal((0x81A0u, 1000u, 100u, 1_000_000_000_000_000_000UL),
            (status.Mode, status.User, status.Group, status.Modified));
        Assert.Equal(0x41EDu, Files.StatusOf(_world.Resolve("empty")).Mode);
        Assert.Equal(TestFileMachine.Null, Files.StatusOf(_world.Resolve("null")).Device);

        // The second archive has a new file in place of the first one's.
        Assert.NotEqual(_world.Resolve("one").Value, _world.Resolve("folder/two").Value);
        Assert.Equal(1u, Files.StatusOf(_world.Resolve("folder/two")).Links);
    }

    [Fact]
    public void Names_of_one_file_are_links_within_an_archive()
    {
        byte[] bytes = File.ReadAllBytes(ArchiveBytes.MadeByCpio)[..6144];
        Assert.Equal(ArchiveError.End, _world.Unpack(bytes).Archive);
        Assert.Equal(_world.Resolve("one").Value, _world.Resolve("folder/two").Value);
        Assert.Equal(2u, Files.StatusOf(_world.Resolve("one")).Links);
    }

    [Fact]
    public void An_archive_ends_at_the_first_thing_that_is_wrong()
    {
        UnpackResult result =
            _world.Unpack(ArchiveBytes.Make((0x81A4, "a", [1]), (0x81A4, "missing/b", [2]), (0x81A4, "c", [3])));
        Assert.Equal((ArchiveError.None, Errno.ENOENT, 1u), (result.Archive, result.Error, result.Entries));
        Assert.Equal(Errno.ENOENT, _world.Resolve("c", out _));

        result = _world.Unpack(ArchiveBytes.Make((0x81A4, "d", [4]))[..116]);
        Assert.Equal((ArchiveError.NoTrailer, Errno.None, 1u), (result.Archive, result.Error, result.Entries));

        result = _world.Unpack(ArchiveBytes.Make((0x41ED, "e", []), (0x81A4, "e", [])));
        Assert.Equal(Errno.EISDIR, result.Error);
    }

    [Fact]
    public void Contents_take_no_frame_until_they_are_read_and_can_be_changed()
    {
        uint frames = _world.Spaces.Frames.Allocator.AllocatedFrames;
        UnpackResult result =
            _world.Unpack(ArchiveBytes.Make((0x81A4, "a", [.. new byte[5000].Select((_, i) => (byte)i)])));
        Assert.Equal(ArchiveError.End, result.Archive);
        Assert.Equal(frames, _world.Spaces.Frames.Allocator.AllocatedFrames);
        Handle opened = _world.Open("a", OpenFlags.ReadWrite);
        byte[] bytes = new byte[10];
        Assert.Equal(5u, Files.ReadAt(opened, 4995, bytes).Value);
        Assert.Equal(4996 % 256, bytes[1]);
        Assert.Equal(Errno.None, Files.Truncate(opened, 4998));
        Assert.Equal(Errno.None, Files.Truncate(opened, 6000));
        Assert.Equal(10u, Files.ReadAt(opened, 4996, bytes).Value);
        Assert.Equal([4996 % 256, 4997 % 256, 0, 0, 0, 0, 0, 0, 0, 0], bytes);
        Files.Close(opened);
    }

    [Fact]
    public void Memory_that_runs_out_is_said()
    {
        _world.Spaces.Frames.FailFrom(1);
        UnpackResult result = _world.Unpack(ArchiveBytes.Make((0x81A4, "a", new byte[9000]), (0xA1FF, "b", [1])));
        Assert.Equal((ArchiveError.None, Errno.ENOSPC), (result.Archive, result.Error));
    }
}
