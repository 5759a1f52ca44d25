// Sparse physical memory of up to 4 GiB. Reading bytes never written, or where no memory is, stops the simulation.
namespace Osmosis.Simulation;

/// <summary>
/// Memory at physical addresses: a frame is created when it is first written. Words are little-endian.
/// </summary>
public sealed class PhysicalMemory
{
    private const int FramesPerGroup = 1024;

    private readonly PhysicalFrame?[]?[] _groups = new PhysicalFrame?[]?[(1 << 20) / FramesPerGroup];
    private readonly List<(uint First, uint Last)> _installed = [];
    private readonly List<uint> _frames = [];

    public PhysicalMemory(EventHistory history) => History = history;

    /// <summary>The history of this memory's machine.</summary>
    public EventHistory History { get; }

    /// <summary>Grows whenever a word that a page walk has read may have changed.</summary>
    internal long EntryChanges { get; private set; }

    /// <summary>128 bits that identify all written bytes and their places.</summary>
    internal UInt128 Digest
    {
        get
        {
            UInt128 digest = 0;
            foreach (uint frame in _frames)
            {
                digest += Find(frame << 12)!.Digest;
            }

            return digest;
        }
    }

    /// <summary>
    /// Adds memory from byte <paramref name="start"/> up to byte <paramref name="end"/>, which is excluded; both are
    /// multiples of 4096.
    /// </summary>
    public void Install(ulong start, ulong end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, 1UL << 32);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        _installed.Add(((uint)(start >> 12), (uint)((end >> 12) - 1)));
    }

    public byte ReadByte(uint address)
    {
        return TryReadByte(address, out byte value)
            ? value
            : throw Fail(SimulationFault.NeverWritten,
                $"read of the byte at physical 0x{address:x8}, which was never written");
    }

    /// <summary>A word at any address.</summary>
    public uint ReadWord(uint address)
    {
        if ((address & 3) != 0)
        {
            return ReadByte(address) | ((uint)ReadByte(address + 1) << 8) | ((uint)ReadByte(address + 2) << 16)
                | ((uint)ReadByte(address + 3) << 24);
        }

        return TryReadWord(address, out uint value)
            ? value
            : throw Fail(SimulationFault.NeverWritten,
                $"read of the word at physical 0x{address:x8}, which was never written");
    }

    /// <summary>A word at a multiple of 4. False when one of its bytes was never written.</summary>
    public bool TryReadWord(uint address, out uint value)
    {
        value = 0;
        return Find(address)?.TryReadWord((int)(address & 0xFFF), out value) == true;
    }

    /// <summary>A word at a multiple of 4, for a page walk. False when one of its bytes was never written.</summary>
    internal bool TryReadEntry(uint address, out uint value)
    {
        value = 0;
        if (Find(address) is not PhysicalFrame frame)
        {
            return false;
        }

        frame.IsWalked = true;
        return frame.TryReadWord((int)(address & 0xFFF), out value);
    }

    /// <summary>False when the byte was never written.</summary>
    public bool TryReadByte(uint address, out byte value)
    {
        value = 0;
        return Find(address)?.TryReadByte((int)(address & 0xFFF), out value) == true;
    }

    public void WriteByte(uint address, byte value) => Get(address).WriteByte((int)(address & 0xFFF), value);

    /// <summary>A word at any address.</summary>
    public void WriteWord(uint address, uint value)
    {
        if ((address & 3) == 0)
        {
            Get(address).WriteWord((int)(address & 0xFFF), value);
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            WriteByte(address + (uint)i, (byte)(value >> (8 * i)));
        }
    }

    /// <summary>Bytes that lie in one frame.</summary>
    public void Write(uint address, ReadOnlySpan<byte> bytes) => Get(address).Write((int)(address & 0xFFF), bytes);

    /// <summary>Bytes that lie in one frame.</summary>
    public void Read(uint address, Span<byte> bytes)
    {
        if (Find(address)?.TryRead((int)(address & 0xFFF), bytes) == true)
        {
            return;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = ReadByte(address + (uint)i);
        }
    }

    /// <summary>Writes a word repeatedly, from a multiple of 4 up, in one frame.</summary>
    public void Fill(uint address, uint value, uint words) =>
        Get(address).Fill((int)(address & 0xFFF), value, (int)words);

    /// <summary>
    /// The number of words of one frame that hold a value, from a multiple of 4 up and before the first that doesn't.
    /// </summary>
    public uint CountEqual(uint address, uint value, uint words)
    {
        if (Find(address) is PhysicalFrame frame
            && frame.TryCountEqual((int)(address & 0xFFF), value, (int)words, out int equal))
        {
            return (uint)equal;
        }

        uint counted = 0;
        while (counted < words && ReadWord(address + (counted << 2)) == value)
        {
            counted++;
        }

        return counted;
    }

    /// <summary>The 1024 words of a frame, all of which must have been written.</summary>
    public ReadOnlySpan<uint> ReadTable(uint frame)
    {
        PhysicalFrame? found = Find(frame << 12);
        return found is { IsWhollyWritten: true }
            ? found.Words
            : throw Fail(SimulationFault.UnzeroedTable,
                $"frame {frame} (0x{frame << 12:x8}) is used as a table and was not wholly written");
    }

    /// <summary>The contents of the frame count as never written from now on.</summary>
    public void Forget(uint frame)
    {
        if (Find(frame << 12) is PhysicalFrame found)
        {
            EntryChanges += found.IsWalked ? 1 : 0;
            Slot(frame) = null;
            _frames.Remove(frame);
        }
    }

    /// <summary>All current frames; from now on a write to one makes a copy.</summary>
    internal PhysicalFrame[] Save()
    {
        PhysicalFrame[] frames = new PhysicalFrame[_frames.Count];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = Find(_frames[i] << 12)!;
            frames[i].Share();
        }

        return frames;
    }

    internal void Restore(PhysicalFrame[] frames)
    {
        EntryChanges++;
        foreach (uint frame in _frames)
        {
            Slot(frame) = null;
        }

        _frames.Clear();
        foreach (PhysicalFrame frame in frames)
        {
            Slot(frame.Number) = frame;
            _frames.Add(frame.Number);
        }
    }

    /// <summary>A frame's words if all of them were written; otherwise empty.</summary>
    internal ReadOnlySpan<uint> WordsIfWhollyWritten(uint frame) =>
        Find(frame << 12) is { IsWhollyWritten: true } found ? found.Words : default;

    internal SimulationException Fail(SimulationFault fault, string message) => new(fault, message, History);

    private PhysicalFrame? Find(uint address) => _groups[address >> 22]?[(address >> 12) % FramesPerGroup];

    private ref PhysicalFrame? Slot(uint frame) =>
        ref (_groups[frame / FramesPerGroup] ??= new PhysicalFrame?[FramesPerGroup])[frame % FramesPerGroup];

    /// <summary>The frame at an address, for a write.</summary>
    private PhysicalFrame Get(uint address)
    {
        ref PhysicalFrame? frame = ref Slot(address >> 12);
        frame ??= Create(address >> 12);
        EntryChanges += frame.IsWalked ? 1 : 0;
        return frame.IsShared ? frame = frame.Copy() : frame;
    }

    private PhysicalFrame Create(uint number)
    {
        if (!_installed.Exists(range => number >= range.First && number <= range.Last))
        {
            throw Fail(SimulationFault.NoMemory,
                $"write to frame {number} (0x{number << 12:x8}), where there is no memory");
        }

        _frames.Add(number);
        return new PhysicalFrame(number);
    }
}
