// A Multiboot structure with some words spoilt, and a reader of it that shares no code with the core.
namespace Osmosis.Memory.Tests.BootData;

internal sealed class HostileBlock
{
    public const uint Structure = GivenWords.Start;

    private const uint Map = 0xA000;
    private const uint Modules = 0xB000;
    private const uint CommandLine = 0xC000;

    private readonly GivenWords _words = new();

    public HostileBlock(MapEntry[] entries, (uint Start, uint Bytes)[] modules, (uint Index, uint Value)[] spoilt,
        uint seed)
    {
        uint[] structure = new uint[29];
        structure[0] = 0x4D;
        structure[1] = 640;
        structure[2] = 4096;
        structure[4] = CommandLine;
        structure[5] = (uint)modules.Length;
        structure[6] = Modules;
        structure[11] = (uint)entries.Length * 24;
        structure[12] = Map;
        Write(Structure, structure);
        for (uint i = 0; i < entries.Length; i++)
        {
            MapEntry entry = entries[i];
            Write(
                Map + (i * 24),
                20, (uint)entry.Start, (uint)(entry.Start >> 32), (uint)entry.Length, (uint)(entry.Length >> 32),
                (uint)entry.Kind);
        }

        for (uint i = 0; i < modules.Length; i++)
        {
            Write(Modules + (i * 16), modules[i].Start, modules[i].Start + modules[i].Bytes, 0, 0);
        }

        Write(CommandLine, 0x6369_7571, 0x006B);
        foreach ((uint index, uint value) in spoilt)
        {
            _words.Set(_words.Places[(int)(index % _words.Places.Count)], value);
        }

        Machine = new NoisyMachine(seed, 3, _words);
    }

    public NoisyMachine Machine { get; }

    /// <summary>A frame must be free exactly when nothing forbids it.</summary>
    public void CheckFrames(ref BootInformation information) =>
        new ExpectedFrames(Entries(), ForbiddenFrames()).Check(ref information);

    private List<MapEntry> Entries()
    {
        uint flags = Read(Structure);
        uint length = (flags & 0x40) != 0 ? Read(Structure + 44) : 0;
        if (length == 0)
        {
            return
            [
                new MapEntry(0, (ulong)Read(Structure + 4) << 10, RegionKind.Usable),
                new MapEntry(1 << 20, (ulong)Read(Structure + 8) << 10, RegionKind.Usable),
            ];
        }

        List<MapEntry> entries = [];
        uint map = Read(Structure + 48);
        for (uint offset = 0; offset < length; offset += Read(map + offset) + 4)
        {
            uint entry = map + offset;
            uint type = Read(entry + 20);
            entries.Add(new MapEntry(
                Read(entry + 4) | ((ulong)Read(entry + 8) << 32),
                Read(entry + 12) | ((ulong)Read(entry + 16) << 32),
                type is >= 1 and <= 5 ? (RegionKind)type : RegionKind.Reserved));
        }

        return entries;
    }

    private List<(uint First, uint Last)> ForbiddenFrames()
    {
        uint flags = Read(Structure);
        List<(uint First, uint Last)> frames = [ExpectedFrames.Covering(Structure, 116)];
        if ((flags & 0x40) != 0 && Read(Structure + 44) != 0)
        {
            frames.Add(ExpectedFrames.Covering(Read(Structure + 48), Read(Structure + 44)));
        }

        if ((flags & 0x04) != 0)
        {
            frames.Add(ExpectedFrames.Covering(Read(Structure + 16), TextBytes(Read(Structure + 16))));
        }

        if ((flags & 0x200) != 0)
        {
            frames.Add(ExpectedFrames.Covering(Read(Structure + 64), TextBytes(Read(Structure + 64))));
        }

        uint modules = (flags & 0x08) != 0 ? Read(Structure + 20) : 0;
        uint list = Read(Structure + 24);
        frames.Add(ExpectedFrames.Covering(list, modules * 16));
        for (uint i = 0; i < modules; i++)
        {
            uint start = Read(list + (i * 16));
            uint text = Read(list + (i * 16) + 8);
            frames.Add(ExpectedFrames.Covering(start, Read(list + (i * 16) + 4) - start));
            frames.Add(ExpectedFrames.Covering(text, text == 0 ? 0 : TextBytes(text)));
        }

        return frames.FindAll(range => range.First <= range.Last);
    }

    /// <summary>The bytes of a text with its closing zero; without one, 64 KiB plus one byte.</summary>
    private uint TextBytes(uint address)
    {
        uint bytes = 1;
        while (bytes <= 0x1_0000 && Machine.LoadByte(address + bytes - 1) != 0)
        {
            bytes++;
        }

        return bytes;
    }

    private uint Read(uint address) => Machine.Load(address);

    private void Write(uint address, params uint[] words)
    {
        for (uint i = 0; i < words.Length; i++)
        {
            _words.Set(address + (i * 4), words[i]);
        }
    }
}
