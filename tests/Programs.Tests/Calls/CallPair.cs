// A program's thread here and one of the host, which make the same calls.
using System.Globalization;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Tests.Files;
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Both begin with the same memory (<see cref="CallWindow"/>), no open file, and an empty root; then each call must
/// have the same answer and leave the same memory.
/// </summary>
internal sealed partial class CallPair : IDisposable
{
    public const uint WorkingFolder = PathCalls.WorkingFolder;

    private const uint LargeFile = (uint)OpenFlags.LargeFile;
    private const uint ReadWrite = (uint)(OpenFlags.LargeFile | OpenFlags.ReadWrite);
    private const uint Create = (uint)OpenFlags.Create;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-calls");
    private readonly ProgramWorld _world = new();
    private readonly LinuxThread _linux;
    private readonly LinuxCalls _calls;
    private readonly CallWindow _window;
    private readonly uint _thread;
    private readonly string _atStart;

    public CallPair()
    {
        _linux = new LinuxThread(_folder.FullName);
        _calls = new LinuxCalls(_linux);
        EmptyRoot();
        _world.ExitOf(_world.Start(), 0);
        _atStart = Account();
        _thread = _world.Start();
        _window = new CallWindow(_world, _thread);
        MapWindow();
        IgnoreBrokenPipes();
        _calls.Make(CallNumber.Mask, [0]);
        Assert.Equal(0, Answered(CallNumber.SetRightsAt, "/", WorkingFolder, CallWindow.Texts, 0x1ED));
        Assert.Equal(0, Answered(CallNumber.Mask, 0x12));
    }

    /// <summary>Which answers there were to which calls.</summary>
    public HashSet<string> Answers { get; } = [];

    public void Dispose()
    {
        LinuxMemory.Call(LinuxMemory.Unmap, CallWindow.Start, CallWindow.End - CallWindow.Start, 0);
        _linux.Dispose();
        _calls.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// Makes a call on both sides, unless the sides have a right to differ. Its answer; null if it wasn't made.
    /// </summary>
    public int? Make(FileCall call)
    {
        foreach ((uint address, byte[] bytes) in call.Memory)
        {
            _window.Put(address, bytes);
        }

        if (IsEachSidesOwn(call))
        {
            return null;
        }

        if (call.Number == CallNumber.List)
        {
            Rewind(call.Arguments[0]);
        }

        if (_world.Call(_thread, (uint)call.Number, out uint ours, call.Arguments) == NextStep.Wait)
        {
            StopWaiting(call);
            return null;
        }

        long theirs = _calls.Make(call.Number, call.Arguments);
        Assert.True((int)theirs == (int)ours, $"{call}: Linux {Text((int)theirs)}, here {Text((int)ours)}");
        LeaveOutWhatIsEachSidesOwn(call, (int)ours);
        LeaveOutWhatARefusedReadLeft(call, (int)ours);
        uint differs = _window.FindDifference();
        if (differs != 0)
        {
            int bytes = (int)Math.Min(16, CallWindow.Page - (differs % CallWindow.Page));
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"{call} = {Text((int)ours)}: at {differs:x} "
                    + $"Linux has {Convert.ToHexString(CallWindow.Theirs(differs, bytes))}, "
                    + $"here is {Convert.ToHexString(_window.Ours(differs, bytes))}"));
        }

        Answers.Add($"{call.Number} {((int)ours is < 0 and > -4096 ? Text((int)ours) : "done")}");
        return (int)ours;
    }

    /// <summary>As <see cref="Make"/>; what lists a folder lists all of it.</summary>
    public void MakeWhole(FileCall call)
    {
        if (call.Number == CallNumber.List && call.Arguments[1] == CallMaker.Record && call.Arguments[2] > 24)
        {
            List(call.Arguments[0]);
        }
        else
        {
            Make(call);
        }
    }

    /// <summary>
    /// Makes three devices in the root, and a folder in which both work from now on. Open are that folder, a file, both
    /// ends of a pipe, and a device.
    /// </summary>
    public void Prepare()
    {
        Assert.Equal(0, Answered(CallNumber.MakeNodeAt, "/null", WorkingFolder, CallWindow.Texts, 0x21B6, 0x103));
        Assert.Equal(0, Answered(CallNumber.MakeNodeAt, "/zero", WorkingFolder, CallWindow.Texts, 0x21B6, 0x105));
        Assert.Equal(0, Answered(CallNumber.MakeNodeAt, "/full", WorkingFolder, CallWindow.Texts, 0x21B6, 0x107));
        Assert.Equal(0, Answered(CallNumber.MakeFolderAt, "/t", WorkingFolder, CallWindow.Texts, 0x1FF));
        Assert.Equal(0, Answered(CallNumber.Enter, "/t", CallWindow.Texts));
        Assert.Equal(0, Answered(CallNumber.MakeFolderAt, "b", WorkingFolder, CallWindow.Texts, 0x1FF));
        Assert.Equal(0, Answered(CallNumber.OpenAt, "/t", WorkingFolder, CallWindow.Texts, LargeFile, 0));
        Assert.Equal(1, Answered(CallNumber.OpenAt, "a", WorkingFolder, CallWindow.Texts, ReadWrite | Create, 0x1A4));
        Assert.Equal(0, Answered(CallNumber.PipeWith, CallWindow.Texts, (uint)OpenFlags.NonBlocking));
        Assert.Equal(4, Answered(CallNumber.OpenAt, "/zero", WorkingFolder, CallWindow.Texts, ReadWrite, 0));
    }

    /// <summary>As <see cref="Make"/>, for a call that must be made.</summary>
    public int Answered(CallNumber number, params uint[] arguments)
    {
        int? answer = Make(new FileCall(number, arguments));
        Assert.NotNull(answer);
        return answer.Value;
    }

    /// <summary>
    /// As <see cref="Answered(CallNumber, uint[])"/>, with a path in memory at the start of the window.
    /// </summary>
    public int Answered(CallNumber number, string path, params uint[] arguments)
    {
        _window.Put(CallWindow.Texts, FileWorld.Bytes(path + '\0'));
        return Answered(number, arguments);
    }

    private static string Text(int answer) => answer is < 0 and > -4096 ? ((Errno)(-answer)).ToString() : $"{answer}";

    /// <summary>Everything that is taken.</summary>
    private string Account() =>
        $"{_world.System.Files.Records} records, {_world.System.Spaces.Objects.Pool.Taken} objects, "
            + $"{_world.AllocatedFrames} frames, {_world.System.Spaces.Count} spaces, "
            + $"{_world.System.Processes.Count} processes";

    // Devices are made anew, on both sides.
    private void EmptyRoot()
    {
        ref FileSystem<TestProgramMachine> files = ref _world.System.Files;
        string[] names =
        [
            "null", "zero", "full", "random", "urandom", "ttyS0", "tty", "console", "fd", "stdin", "stdout", "stderr",
        ];
        foreach (string name in names)
        {
            Assert.Equal(Errno.None, files.Unlink(files.Root, FileWorld.Bytes($"dev/{name}")));
        }

        Assert.Equal(Errno.None, files.RemoveFolder(files.Root, "dev"u8));
    }

    // As .NET has it on the host: a write that nobody reads is refused, and ends nobody.
    private void IgnoreBrokenPipes()
    {
        const uint SetAction = 174, Ignore = 1;
        _window.Put(CallWindow.Texts, [(byte)Ignore, .. new byte[19]]);
        _world.Call(_thread, SetAction, out uint result, (uint)Signal.BrokenPipe, CallWindow.Texts, 0, 8);
        Assert.Equal(0u, result);
    }

    private void MapWindow()
    {
        const uint Fixed = 0x32;
        uint[] mapped = [.. CallWindow.Writable, CallWindow.ReadOnly, CallWindow.Forbidden];
        foreach (uint page in mapped)
        {
            uint[] with = [page, CallWindow.Page, 3, Fixed, uint.MaxValue, 0];
            _world.Call(_thread, (uint)CallNumber.Map, out uint ours, with);
            Assert.Equal((page, page), (ours, (uint)_calls.Make(CallNumber.Map, with)));
            IEnumerable<int> bytes = Enumerable.Range(0, (int)CallWindow.Page);
            _window.Put(page, [.. bytes.Select(i => (byte)((i * 7) + (page >> 12)))]);
        }

        _world.Call(_thread, (uint)CallNumber.Protect, out _, CallWindow.ReadOnly, CallWindow.Page, 1);
        _world.Call(_thread, (uint)CallNumber.Protect, out _, CallWindow.Forbidden, CallWindow.Page, 0);
        Assert.Equal(0, _calls.Make(CallNumber.Protect, [CallWindow.ReadOnly, CallWindow.Page, 1]));
        Assert.Equal(0, _calls.Make(CallNumber.Protect, [CallWindow.Forbidden, CallWindow.Page, 0]));
    }
}
