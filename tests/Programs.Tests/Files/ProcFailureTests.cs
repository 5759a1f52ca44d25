// Without memory for its records /proc shows less, and all of it when somebody looks again.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Files;
using Osmosis.Programs.Proc;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Files;

public class ProcFailureTests
{
    private const uint Memory = 0x1000_0000;
    private const uint Descriptors = 4;

    private static readonly string[] s_names =
    [
        "stat", "status", "statm", "maps", "smaps", "cmdline", "comm", "exe", "cwd", "root", "fd",
        .. Enumerable.Range(0, (int)Descriptors).Select(descriptor => $"fd/{descriptor}"),
    ];

    /// <summary>How many records are free depends on the files that were made before.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_request_for_records_is_refused_once(int more)
    {
        uint refused = 0;
        while (IsRefused(more, refused + 1))
        {
            refused++;
        }

        // A node and an entry at least for each name, and for the process's folder.
        Assert.InRange(refused, 2 * ((uint)s_names.Length + 1), 200u);
    }

    private static bool IsRefused(int more, uint nth)
    {
        ProgramWorld world = new(recordStep: 1);
        uint thread = world.Start();
        uint process = world.System.Processes.Thread(thread).Process, id = world.System.Processes[process].Id;
        Assert.True(world.System.TryMakeProc());
        world.Call(thread, (uint)CallNumber.Map, out _, Memory, 0x1000, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(SpaceError.None, world.System.Spaces.CopyOut(
            world.System.Processes[process].Space, new VirtualAddress(Memory), "/dev/null\0"u8, out _));
        for (uint descriptor = 0; descriptor < Descriptors; descriptor++)
        {
            world.Call(thread, (uint)CallNumber.Open, out uint opened, Memory, 2, 0);
            Assert.Equal(descriptor, opened);
        }

        for (int i = 0; i < more; i++)
        {
            Assert.Equal(Errno.None,
                world.System.Files.MakeFolder(world.System.Files.Root, FileWorld.Bytes($"folder{i}"), 0x1ED));
        }

        uint records = world.System.Files.Records;
        world.Spaces.FailExtension(nth);
        bool isRefused = s_names.Count(name => Look(world, id, name) == Errno.None) != s_names.Length;
        world.Spaces.FailExtension(0);
        Assert.All(s_names, name => Assert.Equal(Errno.None, Look(world, id, name)));

        // When the process has ended, all that was made for it is gone, and so are its descriptors.
        world.System.End(thread, 0u);
        Assert.Equal(Errno.ENOENT, Look(world, id, ""));
        Assert.InRange(world.System.Files.Records, 1u, records - Descriptors);
        Assert.Equal(0u, world.System.Files.Opened.Taken);
        return isRefused;
    }

    private static Errno Look(ProgramWorld world, uint id, string name)
    {
        ref FileSystem<TestProgramMachine> files = ref world.System.Files;
        Errno error = files.Resolve(files.Root, FileWorld.Bytes($"/proc/{id}/{name}"), follows: false, out _);
        Assert.True(error is Errno.None or Errno.ENOENT, $"{name}: {error}");
        return error;
    }
}
