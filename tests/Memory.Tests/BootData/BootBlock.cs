// A Multiboot information structure as a boot loader lays it out, for tests to spoil.
using System.Text;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Physical memory with a Multiboot structure at 0x9000, its map at 0xA000, its modules at 0xB000 and texts where tests put them.</summary>
internal sealed class BootBlock
{
    public const uint Structure = 0x9000;
    public const uint Map = 0xA000;
    public const uint Modules = 0xB000;

    private readonly PhysicalMemory _memory = new(new EventHistory());
    private uint _mapLength;
    private uint _moduleCount;

    public BootBlock()
    {
        _memory.Install(0, 1UL << 32);
        for (uint offset = 0; offset < 116; offset += 4)
        {
            Field(offset, 0);
        }
    }

    public BootInformation Information;

    public PhysicalAddress FaultAddress { get; private set; }

    public BootBlock Field(uint offset, uint value) => Word(Structure + offset, value);

    public BootBlock Word(uint address, uint value)
    {
        _memory.WriteWord(address, value);
        return this;
    }

    public BootBlock Flag(int bit) => Field(0, _memory.ReadWord(Structure) | (1u << bit));

    public BootBlock MemorySizes(uint lowerKiB, uint upperKiB) => Flag(0).Field(4, lowerKiB).Field(8, upperKiB);

    /// <summary>Adds a map entry whose size field says <paramref name="size"/>, and which takes that and 4 bytes.</summary>
    public BootBlock Entry(ulong start, ulong length, uint type, uint size = 20)
    {
        uint entry = Map + _mapLength;
        Word(entry, size).Word(entry + 4, (uint)start).Word(entry + 8, (uint)(start >> 32));
        Word(entry + 12, (uint)length).Word(entry + 16, (uint)(length >> 32)).Word(entry + 20, type);
        return MapLength(_mapLength + size + 4);
    }

    public BootBlock MapLength(uint bytes)
    {
        _mapLength = bytes;
        return Flag(6).Field(44, bytes).Field(48, Map);
    }

    public BootBlock Module(uint start, uint end, uint text)
    {
        uint entry = Modules + (_moduleCount++ * 16);
        Word(entry, start).Word(entry + 4, end).Word(entry + 8, text).Word(entry + 12, 0);
        return Flag(3).Field(20, _moduleCount).Field(24, Modules);
    }

    public BootBlock Text(uint address, string text)
    {
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            _memory.WriteByte(address++, value);
        }

        _memory.WriteByte(address, 0);
        return this;
    }

    public BootBlock CommandLine(uint address, string text) => Text(address, text).Flag(2).Field(16, address);

    public BootBlock LoaderName(uint address, string text) => Text(address, text).Flag(9).Field(64, address);

    public BootBlock Unterminated(uint address, uint bytes)
    {
        for (uint i = 0; i < bytes; i++)
        {
            _memory.WriteByte(address + i, (byte)'x');
        }

        return this;
    }

    public BootError Read()
    {
        MultibootReader<SimulatedMachine> reader = new(new SimulatedMachine(new SimulatedProcessor(_memory)), new PhysicalAddress(Structure));
        BootError error = reader.Read(ref Information);
        FaultAddress = reader.FaultAddress;
        return error;
    }

    /// <summary>Reads, expects an error, and expects it where it was made.</summary>
    public void Refused(BootError error, uint at)
    {
        Assert.Equal(error, Read());
        Assert.Equal(new PhysicalAddress(at), FaultAddress);
    }

    public (ulong Start, ulong End, RegionKind Kind)[] Regions()
    {
        Assert.Equal(BootError.None, Read());
        return [.. Enumerable.Range(0, Information.Map.Count).Select(i => Information.Map[i]).Select(region => (region.Start, region.End, region.Kind))];
    }

    public bool IsReserved(uint address) => Information.Reserved.Contains(Frame.Containing(new PhysicalAddress(address)));
}
