// A Multiboot information structure in a boot loader's layout, for tests to spoil.
using System.Text;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>
/// Physical memory with a Multiboot structure at 0x9000, its map at 0xA000, its modules at 0xB000 and texts where tests
/// put them.
/// </summary>
internal sealed class BootBlock : ReadBlock
{
    public const uint Structure = 0x9000;
    public const uint Map = 0xA000;
    public const uint Modules = 0xB000;

    private uint _mapLength;
    private uint _moduleCount;

    public BootBlock()
    {
        for (uint offset = 0; offset < 116; offset += 4)
        {
            Field(offset, 0);
        }
    }

    public BootBlock Field(uint offset, uint value) => Word(Structure + offset, value);

    public BootBlock Word(uint address, uint value)
    {
        Memory.WriteWord(address, value);
        return this;
    }

    public BootBlock Flag(int bit) => Field(0, Memory.ReadWord(Structure) | (1u << bit));

    public BootBlock MemorySizes(uint lowerKiB, uint upperKiB) => Flag(0).Field(4, lowerKiB).Field(8, upperKiB);

    /// <summary>
    /// Adds a map entry whose size field is <paramref name="size"/>, and which takes that plus 4 bytes.
    /// </summary>
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
            Memory.WriteByte(address++, value);
        }

        Memory.WriteByte(address, 0);
        return this;
    }

    public BootBlock CommandLine(uint address, string text) => Text(address, text).Flag(2).Field(16, address);

    public BootBlock LoaderName(uint address, string text) => Text(address, text).Flag(9).Field(64, address);

    public BootBlock Unterminated(uint address, uint bytes)
    {
        for (uint i = 0; i < bytes; i++)
        {
            Memory.WriteByte(address + i, (byte)'x');
        }

        return this;
    }

    public override BootError Read()
    {
        MultibootReader<SimulatedMachine> reader = new(Machine, new PhysicalAddress(Structure));
        reader.ReadTexts(ref Information);
        BootError error = reader.Read(ref Information);
        FaultAddress = reader.FaultAddress;
        return error;
    }
}
