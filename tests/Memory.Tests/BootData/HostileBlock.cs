// A Multiboot structure with some words spoilt, and a reading of it that shares nothing with the core's.
namespace Osmosis.Memory.Tests.BootData;

internal sealed class HostileBlock
{
    public const uint Structure = GivenWords.Start;

    private const uint Map = 0xA000;
    private const uint Modules = 0xB000;
    private const uint CommandLine = 0xC000;

    // One a thread: it is large, and made anew for each block it would be most of the work.
    [ThreadStatic]
    private static FrameAllocator _allocator;

    private readonly GivenWords _words = new();

    public HostileBlock(MapEntry[] entries, (uint Start, uint Bytes)[] modules, (uint Index, uint Value)[] spoilt, uint seed)
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
                20, (uint)entry.Start, (uint)(entry.Start >> 32), (uint)entry.Length, (uint)(entry.Length >> 32), (uint)entry.Kind);
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

    /// <summary>Hands out frames, and looks at those near every end of an entry or module: exactly those that nothing forbids are free.</summary>
    public void CheckFrames(ref BootInformation information)
    {
        _allocator = default;
        _allocator.Initialise(in information.Map, in information.Reserved);
        List<MapEntry> entries = Entries();
        ulong[] ends = [.. MapEntry.Ends(entries)];
        List<(uint First, uint Last)> forbidden = ForbiddenFrames();
        foreach (ulong end in ends)
        {
            CheckAround(end >> 12);
        }

        foreach ((uint first, uint last) in forbidden)
        {
            CheckAround(first);
            CheckAround(last);
        }

        for (int i = 0; i < 50 && _allocator.AllocateFrame(out Frame frame) == FrameError.None; i++)
        {
            Assert.True(MayHandOut(frame.Number), $"{frame} was handed out");
        }

        void CheckAround(ulong frame)
        {
            for (ulong near = Math.Max(frame, 1) - 1; near <= frame + 1 && near < MemoryLayout.FrameCount; near++)
            {
                Assert.True(_allocator.IsFree(Frame.FromNumber((uint)near)) == MayHandOut((uint)near), $"frame {near} is wrongly free or wrongly not");
            }
        }

        bool MayHandOut(uint frame) => frame >= 0x100 && !forbidden.Exists(range => frame >= range.First && frame <= range.Last)
            && MapEntry.IsUsable(entries, ends, frame);
    }

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
        List<(uint First, uint Last)> frames = [Covering(Structure, 116)];
        if ((flags & 0x40) != 0 && Read(Structure + 44) != 0)
        {
            frames.Add(Covering(Read(Structure + 48), Read(Structure + 44)));
        }

        if ((flags & 0x04) != 0)
        {
            frames.Add(Covering(Read(Structure + 16), TextBytes(Read(Structure + 16))));
        }

        if ((flags & 0x200) != 0)
        {
            frames.Add(Covering(Read(Structure + 64), TextBytes(Read(Structure + 64))));
        }

        uint modules = (flags & 0x08) != 0 ? Read(Structure + 20) : 0;
        uint list = Read(Structure + 24);
        frames.Add(Covering(list, modules * 16));
        for (uint i = 0; i < modules; i++)
        {
            uint start = Read(list + (i * 16));
            uint text = Read(list + (i * 16) + 8);
            frames.Add(Covering(start, Read(list + (i * 16) + 4) - start));
            frames.Add(Covering(text, text == 0 ? 0 : TextBytes(text)));
        }

        return frames.FindAll(range => range.First <= range.Last);
    }

    private static (uint First, uint Last) Covering(uint start, uint bytes) =>
        bytes == 0 ? (1, 0) : (start >> 12, (uint)(Math.Min((ulong)start + bytes - 1, uint.MaxValue) >> 12));

    /// <summary>The bytes of a text with its closing zero; without one the first 64 KiB and one.</summary>
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
