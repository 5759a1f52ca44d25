// Random calls on open files.
using Osmosis.Programs.Calls;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Makes a call from a number, without knowing what came before: so a sequence stays one when calls are left out. Most
/// are near what makes sense; flags, addresses, lengths and descriptors are now and then what no program should give.
/// </summary>
internal sealed partial class CallMaker(Random random)
{
    /// <summary>Where calls have their records and vectors.</summary>
    public const uint Record = CallWindow.Texts + 0xE00;

    private const uint TimeRecord = Record + 0x100;
    private const uint WorkingFolder = CallPair.WorkingFolder;
    private const int Descriptors = 7;

    /// <summary>Beyond any file and any file system's limit.</summary>
    private const ulong FarAway = 0x7FFF_FFFF_FFFF_0000;

    public static FileCall Make(int seed)
    {
        CallMaker maker = new(new Random(seed));
        return maker.Chance(2) ? maker.OnOpenFile() : maker.OnPath();
    }

    private FileCall OnOpenFile()
    {
        switch (random.Next(24))
        {
            case 0:
                return new(CallNumber.Close, [Descriptor()]);
            case 1:
                return new(CallNumber.Duplicate, [Descriptor()]);
            case 2:
                return new(CallNumber.DuplicateTo, [Descriptor(), Descriptor()]);
            case 3:
                return new(CallNumber.DuplicateWith, [Descriptor(), Descriptor(), One(0, 0x8_0000, 0x800, 1)]);
            case 4 or 5:
                return Control();
            case 6:
                return new(CallNumber.PipeWith, [Result(8), One(0x800, 0x800, 0x8_0800, 0, 1)]);
            case 7 or 8 or 9:
                return Transfer(Any(CallNumber.Read, CallNumber.Write, CallNumber.Write));
            case 10 or 11:
                return Vector(Any(CallNumber.ReadSeveral, CallNumber.WriteSeveral));
            case 12 or 13:
                return TransferAt(Any(CallNumber.ReadAt, CallNumber.WriteAt));
            case 14 or 15:
                return Seek();
            case 16:
                (uint low, uint high) = Halves(Position());
                return new(CallNumber.TruncateOpenLong, [Descriptor(), low, high]);
            case 17:
                return new(CallNumber.OpenStatus, [Descriptor(), Result(96)]);
            case 18:
                return new(CallNumber.List, [Descriptor(), Chance(9) ? Bad() : Record, Chance(3) ? 23u : 300]);
            case 19:
                return Send();
            case 20:
                return Copy();
            case 21:
                return new(CallNumber.SetOpenRights, [Descriptor(), Rights()]);
            case 22:
                return new(CallNumber.SetOpenOwner, [Descriptor(), Owner(), Owner()]);
            default:
                return Chance(2) ? Poll() : Select();
        }
    }

    private FileCall Control()
    {
        uint command = One(0u, 1030, 1, 2, 3, 4, 999);
        uint argument = command is 0 or 1030 ? One(0, 3, 9, (uint)Descriptors, uint.MaxValue)
            : command == 4 ? One(0u, 0x800, 0x400, 0xC00, 0x1_0001)
            : (uint)random.Next(4);
        return new(CallNumber.ControlLong, [Descriptor(), command, argument]);
    }

    private FileCall Transfer(CallNumber number)
    {
        (uint address, uint count) = Buffer();
        return new(number, [Descriptor(), address, count]);
    }

    private FileCall TransferAt(CallNumber number)
    {
        (uint address, uint count) = Buffer();
        (uint low, uint high) = Halves(Position());
        return new(number, [Descriptor(), address, count, low, high]);
    }

    private FileCall Vector(CallNumber number)
    {
        int count = Chance(30) ? random.Next(1020, 1030) : random.Next(5);
        byte[] vector = new byte[Math.Min(count, 8) * 8];
        for (int i = 0; i < vector.Length; i += 8)
        {
            (uint address, uint bytes) = Buffer();
            BitConverter.TryWriteBytes(vector.AsSpan(i), address);
            BitConverter.TryWriteBytes(vector.AsSpan(i + 4), Chance(40) ? uint.MaxValue : Math.Min(bytes, 1500));
        }

        uint at = Chance(20) ? Bad() : Record;
        return new(number, [Descriptor(), at, (uint)count], (Record, vector));
    }

    private FileCall Seek()
    {
        uint whence = Chance(20) ? (uint)random.Next(5, 9) : (uint)random.Next(3);
        ulong offset = whence == 0 || Chance(3) ? Position() : (ulong)random.Next(-300, 300);
        offset = whence != 0 && offset is > 0x8000 and < 1UL << 33 ? 77 : offset;
        (uint low, uint high) = Halves(offset);
        return new(CallNumber.LongSeek, [Descriptor(), high, low, Result(8), whence]);
    }

    private FileCall Send()
    {
        uint at = Chance(2) ? 0 : Result(8);
        return new(CallNumber.SendLong, [Descriptor(), Descriptor(), at, (uint)random.Next(Chance(4) ? 9000 : 300)],
            (Record, BitConverter.GetBytes(Position())));
    }

    private FileCall Copy()
    {
        uint flags = Chance(20) ? 1u : 0;
        uint from = Chance(2) ? 0 : Result(8), to = Chance(2) ? 0 : Chance(15) ? Bad() : Record + 8;
        return new(
            CallNumber.CopyRange,
            [Descriptor(), from, Descriptor(), to, (uint)random.Next(Chance(4) ? 9000 : 300), flags],
            (Record, BitConverter.GetBytes(Position())), (Record + 8, BitConverter.GetBytes(Position())));
    }

    private FileCall Poll()
    {
        int count = random.Next(4);
        byte[] files = new byte[count * 8];
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(files.AsSpan(i * 8), Descriptor());
            BitConverter.TryWriteBytes(files.AsSpan((i * 8) + 4), (ushort)random.Next(0x200));
        }

        uint address = Result(8 * count), wanted = Chance(30) ? 0x7FFF_FFFF : (uint)count;
        return Chance(2)
            ? new(CallNumber.Poll, [address, wanted, 0], (Record, files))
            : new(CallNumber.PollPreciselyLong, [address, wanted, Time(), 0, 0], (Record, files), NoTime());
    }

    // Sets of 33 to 64 descriptors, which both sides read and write as 8 bytes.
    private FileCall Select()
    {
        byte[] sets = new byte[3 * sizeof(ulong)];
        for (int i = 0; i < 6; i++)
        {
            int descriptor = Chance(12) ? random.Next(64) : random.Next(Descriptors);
            sets[(8 * random.Next(3)) + (descriptor / 8)] |= (byte)(1 << (descriptor % 8));
        }

        uint end = Chance(15) ? One(uint.MaxValue, 0x8000_0000, 0) : (uint)random.Next(33, 65);
        return new(CallNumber.SelectPreciselyLong, [end, Set(0), Set(1), Set(2), Time(), 0], (Record, sets), NoTime());
    }

    private uint Set(uint index) => Chance(5) ? 0 : Chance(20) ? Bad() : Record + (index * sizeof(ulong));

    private uint Time() => Chance(15) ? Bad() : TimeRecord;

    private (uint Address, byte[] Bytes) NoTime()
    {
        byte[] time = new byte[2 * sizeof(ulong)];
        BitConverter.TryWriteBytes(time.AsSpan(8), Chance(15) ? 1_000_000_000L : 0);
        return (TimeRecord, time);
    }

    private bool Chance(int among) => random.Next(among) == 0;

    private uint One(params ReadOnlySpan<uint> among) => among[random.Next(among.Length)];

    private T Any<T>(params ReadOnlySpan<T> among) => among[random.Next(among.Length)];

    private uint Descriptor() => Chance(25) ? One(uint.MaxValue, 100, WorkingFolder) : (uint)random.Next(Descriptors);

    private static (uint Low, uint High) Halves(ulong value) => ((uint)value, (uint)(value >> 32));

    /// <summary>No file here has more than 2^32 bytes, so none comes near them.</summary>
    private ulong Position() => random.Next(12) switch
    {
        0 => ulong.MaxValue - (ulong)random.Next(20),
        1 => FarAway,
        2 => 0x8000_0000 - (ulong)random.Next(5),
        3 => 0xE000_0000 + (ulong)random.Next(5),
        4 or 5 => (ulong)random.Next(9000),
        6 => 0,
        _ => (ulong)random.Next(300),
    };

    private uint Rights() => Chance(5) ? (uint)random.Next(0x1_0000) : (uint)random.Next(0x200) | 0x180;

    private uint Owner() => One(0, 1, 65534, 70_000, uint.MaxValue);

    /// <summary>An address that can't be written.</summary>
    private uint Bad() => One(0, CallWindow.Missing + 8, CallWindow.Forbidden, 0xC000_0000, 0xFFFF_FFF0);

    /// <summary>Where a result of so many bytes goes: as a whole, or not at all.</summary>
    private uint Result(int bytes) => Chance(15) ? Bad() : Chance(25) && bytes <= 8 ? CallWindow.ReadOnly + 16 : Record;

    /// <summary>Memory that is there, that ends within, or that isn't there; sometimes far too long.</summary>
    private (uint Address, uint Bytes) Buffer()
    {
        uint bytes = One(0, 1, 7, 100, 300, 1000, 4000, 4096, 5000);
        uint before = (uint)random.Next(1, 400);
        return random.Next(24) switch
        {
            0 => (Bad(), bytes),
            1 => (CallWindow.ReadOnly + before, Math.Min(bytes, 300)),
            2 => (CallWindow.ReadOnly - before, Math.Min(bytes, 600)),
            3 => (CallWindow.Missing - before, Math.Min(bytes, 600)),
            4 => (CallWindow.Forbidden - before, Math.Min(bytes, 600)),
            5 => (CallWindow.End - before, Math.Min(bytes, 600)),
            6 => (CallWindow.Last + before, 0x7FFF_FFFF),
            _ => (CallWindow.Data + (uint)random.Next(64), Math.Min(bytes, 4000)),
        };
    }
}
