// Where Linux and we may differ, and how that is left out.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Calls;

internal sealed partial class CallPair
{
    /// <summary>
    /// Linux keeps a pipe in 16 pages and begins a new one when a write doesn't fit behind the last, so it may be full
    /// with half its bytes; never with fewer than these.
    /// </summary>
    private const uint MostInPipe = 28_000;

    private const uint LargestWrite = 9_000;

    // Positions in folders are each side's own. Pages that sendfile gives a pipe are pages of the pipe.
    private bool IsEachSidesOwn(FileCall call)
    {
        uint[] with = call.Arguments;
        return call.Number switch
        {
            CallNumber.LongSeek => KindOf(with[0]) == NodeMode.Folder && (with[1] | with[2] | with[4]) != 0,
            CallNumber.Write or CallNumber.WriteSeveral => KindOf(with[0]) == NodeMode.Pipe && IsFilled(with[0]),
            CallNumber.SendLong => KindOf(with[0]) == NodeMode.Pipe || KindOf(with[1]) == NodeMode.Folder,
            _ => false,
        };
    }

    private uint KindOf(uint descriptor) =>
        TryFind(descriptor, out Handle node) ? _world.System.Files.Nodes[node].Kind : 0;

    private bool IsFilled(uint descriptor) =>
        TryFind(descriptor, out Handle node) && _world.System.Files.WaitingIn(node) > MostInPipe - LargestWrite;

    private bool TryFind(uint descriptor, out Handle node)
    {
        uint process = _world.System.Processes.Thread(_thread).Process;
        Handle opened = _world.System.Files.Find(in _world.System.Processes[process].Descriptors, descriptor);
        node = opened.IsNone ? default : _world.System.Files.Opened[opened].Node;
        return !opened.IsNone;
    }

    // Only a read of an empty pipe has to wait, and then Linux says that there is nothing to read.
    private void StopWaiting(FileCall call)
    {
        _world.System.Processes.StopWaiting(_thread);
        Assert.Equal(_thread, _world.System.Processes.TakeReady());
        _world.System.Processes.Thread(_thread).IsInCall = false;
        Assert.True(call.Number is CallNumber.Read or CallNumber.ReadSeveral, $"{call} waits");
        _window.Put(CallWindow.Texts, [.. BitConverter.GetBytes((ulong)call.Arguments[0] | (1UL << 32))]);
        Assert.Equal(0, Answered(CallNumber.Poll, CallWindow.Texts, 1, 0));
    }

    // Of what stat says: numbers of files and devices, times, blocks, and how long a folder is.
    private void LeaveOutWhatIsEachSidesOwn(FileCall call, int answer)
    {
        uint address = call.Number switch
        {
            CallNumber.OpenStatus or CallNumber.Status or CallNumber.LinkStatus => call.Arguments[1],
            CallNumber.StatusAt => call.Arguments[2],
            CallNumber.LongStatus => call.Arguments[4],
            _ => 0,
        };
        if (address == 0 || answer != 0)
        {
            return;
        }

        bool isLong = call.Number == CallNumber.LongStatus;
        byte[] theirs = CallWindow.Theirs(address, isLong ? 256 : 96).ToArray();
        byte[] ours = _window.Ours(address, theirs.Length);
        Strip(theirs, isLong);
        Strip(ours, isLong);
        Assert.True(theirs.AsSpan().SequenceEqual(ours),
            $"{call}: Linux {Convert.ToHexString(theirs)}, here {Convert.ToHexString(ours)}");
        _window.Put(address, ours);
    }

    // A read that is refused may have written a part, which nothing is promised about.
    private void LeaveOutWhatARefusedReadLeft(FileCall call, int answer)
    {
        bool isRead = call.Number is CallNumber.Read or CallNumber.ReadSeveral or CallNumber.ReadAt;
        if (isRead && answer == -(int)Errno.EFAULT)
        {
            Array.ForEach(
                CallWindow.Writable,
                page => _window.Put(page, CallWindow.Theirs(page, (int)CallWindow.Page).ToArray()));
        }
    }

    private static void Strip(byte[] status, bool isLong)
    {
        (Range Kept, int Mode)[] kept = isLong
            ? [(0..2, 28), (16..32, 28), (40..48, 28), (128..136, 28)]
            : [(16..40, 16), (44..52, 16)];
        byte[] stripped = new byte[status.Length];
        foreach ((Range part, int mode) in kept)
        {
            bool isLength = part.Start.Value == (isLong ? 40 : 44);
            if (!isLength || (BitConverter.ToUInt16(status, mode) & NodeMode.KindMask) != NodeMode.Folder)
            {
                status.AsSpan(part).CopyTo(stripped.AsSpan(part));
            }
        }

        if (isLong)
        {
            stripped[1] &= 7;
        }

        stripped.CopyTo(status, 0);
    }
}
