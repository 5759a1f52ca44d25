// Multiboot 2 information in a boot loader's layout, for tests to spoil.
using System.Text;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Physical memory with the information at 0x9000. Tags are in the order in which they are added.</summary>
internal sealed class TagBlock : ReadBlock
{
    public const uint Structure = 0x9000;

    private uint _next = Structure + 8;

    /// <summary>The address of the next tag.</summary>
    public uint Next => _next;

    public TagBlock Word(uint address, uint value)
    {
        Memory.WriteWord(address, value);
        return this;
    }

    public TagBlock Byte(uint address, byte value)
    {
        Memory.WriteByte(address, value);
        return this;
    }

    /// <summary>Adds a tag with the right size for its words, padded to a multiple of 8.</summary>
    public TagBlock Tag(uint type, params uint[] words) =>
        TagOfBytes(type, [.. words.SelectMany(BitConverter.GetBytes)]);

    public TagBlock Amounts(uint lowerKiB, uint upperKiB) => Tag(4, lowerKiB, upperKiB);

    public TagBlock Module(uint start, uint end) => Tag(3, start, end, 0);

    public TagBlock Map(params (ulong Start, ulong Length, uint Type)[] entries) => Tag(6,
    [
        24, 0,
        .. entries.SelectMany(entry =>
            (uint[])[(uint)entry.Start, (uint)(entry.Start >> 32), (uint)entry.Length, (uint)(entry.Length >> 32),
                entry.Type, 0]),
    ]);

    public TagBlock CommandLine(string text) => TagOfBytes(1, Encoding.ASCII.GetBytes(text + "\0"));

    public TagBlock LoaderName(string text) => TagOfBytes(2, Encoding.ASCII.GetBytes(text + "\0"));

    /// <summary>Adds a tag of any length.</summary>
    public TagBlock TagOfBytes(uint type, byte[] bytes)
    {
        Word(_next, type).Word(_next + 4, 8 + (uint)bytes.Length);
        for (uint i = 0; i < bytes.Length; i++)
        {
            Byte(_next + 8 + i, bytes[i]);
        }

        for (uint i = (uint)bytes.Length; i % 8 != 0; i++)
        {
            Byte(_next + 8 + i, (byte)'?');
        }

        _next += (8 + (uint)bytes.Length + 7) & ~7u;
        return this;
    }

    /// <summary>The last tag, and the whole size.</summary>
    public TagBlock End() => Tag(0).Size(_next - Structure);

    public TagBlock Size(uint bytes) => Word(Structure, bytes).Word(Structure + 4, 0);

    public override BootError Read() => Read(Structure);

    public BootError Read(uint structure)
    {
        Multiboot2Reader<SimulatedMachine> reader = new(Machine, new PhysicalAddress(structure));
        reader.ReadTexts(ref Information);
        BootError error = reader.Read(ref Information);
        FaultAddress = reader.FaultAddress;
        return error;
    }
}
