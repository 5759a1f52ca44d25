// Sparse physical memory of up to 4 GiB. Reading what was never written, or where no memory is, stops the simulation.
namespace Osmosis.Simulation;

/// <summary>Memory at physical addresses: a frame comes into being when it is first written. Words are little-endian.</summary>
public sealed class PhysicalMemory
{
    private const int FramesPerGroup = 1024;

    private readonly PhysicalFrame?[]?[] _groups = new PhysicalFrame?[]?[(1 << 20) / FramesPerGroup];
    private readonly List<(uint First, uint Last)> _installed = [];

    public PhysicalMemory(EventHistory history) => History = history;

    /// <summary>What happened on the machine that this memory is part of.</summary>
    public EventHistory History { get; }

    /// <summary>Says that there is memory from byte <paramref name="start"/> to before byte <paramref name="end"/>, both multiples of 4096.</summary>
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
            : throw Fail(SimulationFault.NeverWritten, $"read of the byte at physical 0x{address:x8}, which was never written");
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
            : throw Fail(SimulationFault.NeverWritten, $"read of the word at physical 0x{address:x8}, which was never written");
    }

    /// <summary>A word at a multiple of 4. False when one of its bytes was never written.</summary>
    public bool TryReadWord(uint address, out uint value)
    {
        value = 0;
        return Find(address)?.TryReadWord((int)(address & 0xFFF), out value) == true;
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

    /// <summary>The 1024 words of a frame, all of which must have been written.</summary>
    public ReadOnlySpan<uint> ReadTable(uint frame)
    {
        PhysicalFrame? found = Find(frame << 12);
        return found is { IsWhollyWritten: true }
            ? found.Words
            : throw Fail(SimulationFault.UnzeroedTable, $"frame {frame} (0x{frame << 12:x8}) is used as a table and was not wholly written");
    }

    /// <summary>From now on the contents of the frame count as never written.</summary>
    public void Forget(uint frame)
    {
        if (_groups[frame / FramesPerGroup] is PhysicalFrame?[] group)
        {
            group[frame % FramesPerGroup] = null;
        }
    }

    internal SimulationException Fail(SimulationFault fault, string message) => new(fault, message, History);

    private PhysicalFrame? Find(uint address) => _groups[address >> 22]?[(address >> 12) % FramesPerGroup];

    private PhysicalFrame Get(uint address)
    {
        PhysicalFrame?[] group = _groups[address >> 22] ??= new PhysicalFrame?[FramesPerGroup];
        ref PhysicalFrame? frame = ref group[(address >> 12) % FramesPerGroup];
        return frame ??= Create(address);
    }

    private PhysicalFrame Create(uint address)
    {
        uint number = address >> 12;
        return _installed.Exists(range => number >= range.First && number <= range.Last)
            ? new PhysicalFrame()
            : throw Fail(SimulationFault.NoMemory, $"write to physical 0x{address:x8}, where there is no memory");
    }
}
