// Listing folders, the trees at the end, and that nothing is left.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Tests.Files;

namespace Osmosis.Programs.Tests.Calls;

internal sealed partial class CallPair
{
    private const uint MostOpen = 48;

    /// <summary>
    /// Lists an open folder from its start, in pieces. The order, and so what fits into a piece, is each side's own:
    /// names and kinds must be the same in the end. Null when it can't be listed.
    /// </summary>
    public List<string>? List(uint descriptor)
    {
        byte[] before = _window.Ours(CallWindow.Data, (int)CallWindow.Page);
        Rewind(descriptor);
        List<string> ours = [], theirs = [];
        int answer = Listed(
            ours, () => Ours(descriptor), count => _window.Ours(CallWindow.Data, count));
        int expected = Listed(
            theirs, () => (int)_calls.Make(CallNumber.List, [descriptor, CallWindow.Data, 300]),
            count => CallWindow.Theirs(CallWindow.Data, count).ToArray());
        _window.Put(CallWindow.Data, before);
        Rewind(descriptor);
        Assert.True(expected == answer, $"List({descriptor:x}): Linux {Text(expected)}, here {Text(answer)}");
        Assert.Equal(theirs, ours);
        return answer == 0 ? ours : null;
    }

    /// <summary>
    /// Both trees are the same. Then everything is closed and removed, the program ends, and nothing is left.
    /// </summary>
    public void End()
    {
        for (uint descriptor = 0; descriptor < MostOpen; descriptor++)
        {
            Answered(CallNumber.Close, descriptor);
        }

        Answered(CallNumber.Enter, "/", CallWindow.Texts);
        Compare("/", []);
        _world.ExitOf(_thread, 0);
        Assert.Equal(_atStart, Account());
        Assert.Equal(SpaceFault.None, _world.System.Spaces.Check(out _, out _));
    }

    private static int Listed(List<string> names, Func<int> list, Func<int, byte[]> read)
    {
        int answer = list();
        for (; answer > 0; answer = list())
        {
            names.AddRange(DirectoryRecords.Names(read(answer), answer));
        }

        names.Sort(StringComparer.Ordinal);
        return answer;
    }

    private int Ours(uint descriptor)
    {
        _world.Call(_thread, (uint)CallNumber.List, out uint ours, descriptor, CallWindow.Data, 300);
        return (int)ours;
    }

    private void Rewind(uint descriptor)
    {
        if (KindOf(descriptor) == NodeMode.Folder)
        {
            Answered(CallNumber.LongSeek, descriptor, 0, 0, CallWindow.Texts + 0xF00, 0);
        }
    }

    // Compares what lies below a folder, and removes it. What has several names, is compared by each.
    private void Compare(string path, HashSet<string> seen)
    {
        const uint Flags = (uint)(OpenFlags.NonBlocking | OpenFlags.LargeFile | OpenFlags.NoFollow);
        Answered(CallNumber.StatusAt, path, WorkingFolder, CallWindow.Texts, CallWindow.Data, 0x100);
        Answered(CallNumber.ReadLinkAt, path, WorkingFolder, CallWindow.Texts, CallWindow.Data, CallWindow.Page);
        int opened = Answered(CallNumber.OpenAt, path, WorkingFolder, CallWindow.Texts, Flags, 0);
        if (opened >= 0)
        {
            Assert.True(seen.Add(path), "a folder below itself");
            if (KindOf((uint)opened) == NodeMode.File)
            {
                Answered(CallNumber.Read, (uint)opened, CallWindow.Alone, CallWindow.Page);
                Answered(CallNumber.ReadAt, (uint)opened, CallWindow.Alone, CallWindow.Page, CallWindow.Page, 0);
            }

            foreach (string name in List((uint)opened) ?? [])
            {
                if (name[..^2] is not ("." or ".."))
                {
                    Compare($"{path.TrimEnd('/')}/{name.Split(' ')[0]}", seen);
                }
            }

            Answered(CallNumber.Close, (uint)opened);
        }

        if (path != "/" && Answered(CallNumber.UnlinkAt, path, WorkingFolder, CallWindow.Texts, 0) != 0)
        {
            Assert.Equal(0, Answered(CallNumber.UnlinkAt, path, WorkingFolder, CallWindow.Texts, 0x200));
        }
    }
}
