// Random calls with paths.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Files;
using Osmosis.Programs.Tests.Files;

namespace Osmosis.Programs.Tests.Calls;

internal sealed partial class CallMaker
{
    private const uint SecondText = CallWindow.Texts + 0x600;

    private static readonly uint[] _following = [0, 0x100, 0x1000, 0x1100];
    private static readonly string _longest = new('l', 255);

    private readonly List<(uint, byte[])> _memory = [];

    private FileCall OnPath()
    {
        (CallNumber number, uint[] arguments) = random.Next(20) switch
        {
            0 or 1 or 2 or 3 => Open(),
            4 => With(CallNumber.MakeFolderAt, Folder(), Path(), Rights()),
            5 => MakeNode(),
            6 or 7 => With(CallNumber.UnlinkAt, Folder(), Path(), One(0u, 0, 0, 0x200, 0x200, 0x100, 0x201)),
            8 or 9 => With(CallNumber.RenameWith, Folder(), Path(), Folder(), Second(), One(0u, 0, 0, 1, 8, 3)),
            10 => With(CallNumber.LinkAt, Folder(), Path(), Folder(), Second(), One(0u, 0, 0x400, 0x1000, 0x100)),
            11 => With(CallNumber.SymlinkAt, Second(isText: true), Folder(), Path()),
            12 => With(CallNumber.ReadLinkAt, Folder(), Path(), Result(300), One(300u, 3, 1, 0, uint.MaxValue)),
            13 => Access(),
            14 => With(CallNumber.SetRightsAt, Folder(), Path(), Rights()),
            15 => With(CallNumber.SetOwnerAt, Folder(), Path(), Owner(), Owner(), Flags(_following)),
            16 => SetTimes(),
            17 => With(CallNumber.StatusAt, Folder(), Path(), Result(96), Flags(_following)),
            18 => LongStatus(),
            _ => Few(),
        };
        return new FileCall(number, arguments, [.. _memory]);
    }

    // O_LARGEFILE is always there, because the host's calls are those of 64 bits, where every file may be large; and
    // O_NONBLOCK, so that nobody waits for a pipe's other end.
    private (CallNumber, uint[]) Open()
    {
        OpenFlags flags = OpenFlags.LargeFile | OpenFlags.NonBlocking | Any(OpenFlags.None, OpenFlags.WriteOnly,
            OpenFlags.ReadWrite, OpenFlags.ReadWrite, Chance(9) ? OpenFlags.AccessMask : OpenFlags.ReadWrite);
        flags |= Chance(2) ? OpenFlags.Create : Any(OpenFlags.None, OpenFlags.Directory);
        flags |= Any(OpenFlags.None, OpenFlags.None, OpenFlags.None, OpenFlags.Exclusive, OpenFlags.Truncate,
            OpenFlags.Append, OpenFlags.NoFollow, OpenFlags.CloseOnExec, (OpenFlags)0x1000_0000);
        return (CallNumber.OpenAt, [Folder(), Path(), (uint)flags, Rights()]);
    }

    private (CallNumber, uint[]) MakeNode()
    {
        uint kind = One(0u, NodeMode.File, NodeMode.Pipe, NodeMode.Pipe, NodeMode.CharacterDevice, NodeMode.Folder,
            NodeMode.Link, 0x3000, 0xF000);
        return (CallNumber.MakeNodeAt, [Folder(), Path(), kind | (Rights() & 0xFFF), One(0x103u, 0x105, 0x107)]);
    }

    private (CallNumber, uint[]) Access()
    {
        uint access = Chance(9) ? One(8u, uint.MaxValue) : (uint)random.Next(8);
        return Chance(2)
            ? (CallNumber.AccessAt, [Folder(), Path(), access])
            : (CallNumber.AccessWith, [Folder(), Path(), access, Flags([.. _following, 0x200])]);
    }

    private (CallNumber, uint[]) SetTimes()
    {
        byte[] times = new byte[32];
        for (int i = 0; i < 32; i += 16)
        {
            BitConverter.TryWriteBytes(times.AsSpan(i), random.NextInt64(1L << 31));
            BitConverter.TryWriteBytes(
                times.AsSpan(i + 8), Any(0L, 999_999_999, 1_000_000_000, 0x3FFF_FFFF, 0x3FFF_FFFE, -1));
        }

        _memory.Add((Record, times));
        return (CallNumber.SetTimesLong,
            [Folder(), Chance(5) ? 0 : Path(), Chance(2) ? 0 : Result(32), Flags(_following)]);
    }

    private (CallNumber, uint[]) LongStatus()
    {
        uint flags = Flags([.. _following, 0x2000, 0x4000, 0x6000, 0x800]);
        uint mask = Chance(9) ? 0x8000_07FF : 0x7FF;
        return (CallNumber.LongStatus, [Folder(), Path(), flags, mask, Chance(15) ? Bad() : Record]);
    }

    private (CallNumber, uint[]) Few()
    {
        (uint low, uint high) = Halves(Position());
        return random.Next(4) switch
        {
            0 => With(CallNumber.TruncateLong, Path(), low, high),
            1 => With(CallNumber.Enter, Path()),
            2 => With(CallNumber.EnterOpen, Descriptor()),
            _ => With(CallNumber.GetFolder, Result(300), One(300u, 1, 0, 4)),
        };
    }

    private static (CallNumber, uint[]) With(CallNumber number, params uint[] arguments) => (number, arguments);

    private uint Flags(uint[] known) => Chance(12) ? One(0x8u, 0x8000_0000) : Chance(2) ? 0 : One(known);

    private uint Folder() => Chance(2) ? WorkingFolder : Descriptor();

    private uint Path() => At(CallWindow.Texts + (uint)random.Next(16), Chance(50) ? "" : Names());

    private uint Second(bool isText = false)
    {
        string text = isText && Chance(3) ? Any("../a", "b/..", "a/", ".", "/a", "/t/b", "a/b") : Names();
        return At(SecondText, text);
    }

    private string Names()
    {
        if (Chance(20))
        {
            return Any("/null", "/zero", "/full", "/", "/t/a", "/t/../null", "/null/");
        }

        string[] names = [.. Enumerable.Range(0, Chance(2) ? 1 : random.Next(1, 4)).Select(_ => Name())];
        return string.Join(Chance(9) ? "//" : "/", names) + (Chance(10) ? "/" : "");
    }

    private string Name() => random.Next(40) switch
    {
        0 or 1 => _longest,
        2 => _longest + "l",
        3 or 4 => ".",
        5 or 6 or 7 => "..",
        _ => Any("a", "b", "c"),
    };

    // Puts a text there, or for once one at the end of what can be read, one without an end, or one that is too long.
    private uint At(uint address, string text)
    {
        byte[] bytes = FileWorld.Bytes(text);
        switch (random.Next(60))
        {
            case 0:
                // Not 0: newer systems take that for an empty path.
                return Bad() | 8;
            case 1:
                _memory.Add((CallWindow.Forbidden - (uint)bytes.Length - 1, [.. bytes, 0]));
                return CallWindow.Forbidden - (uint)bytes.Length - 1;
            case 2:
                _memory.Add((CallWindow.Forbidden - (uint)bytes.Length, bytes));
                return CallWindow.Forbidden - (uint)bytes.Length;
            case 3:
                bytes = FileWorld.Bytes(string.Concat(Enumerable.Repeat("a/", 2048)));
                bytes[^1] = (byte)(Chance(2) ? 0 : '/');
                _memory.Add((CallWindow.Alone, bytes));
                return CallWindow.Alone;
            default:
                _memory.Add((address, [.. bytes, 0]));
                return address;
        }
    }
}
