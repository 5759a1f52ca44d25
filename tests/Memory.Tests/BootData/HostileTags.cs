// A Multiboot 2 information with some words spoilt, and a reader of it that shares no code with the core.
namespace Osmosis.Memory.Tests.BootData;

internal sealed class HostileTags
{
    public const uint Structure = GivenWords.Start;

    /// <summary>The most entries and modules for which the noisy machine has room.</summary>
    public const int MaximumEntries = 4;
    public const int MaximumModules = 2;

    private readonly GivenWords _words = new();

    /// <param name="entries">The memory map.</param>
    /// <param name="modules">Modules.</param>
    /// <param name="spoilt">Words to spoil: the index of each and its new value.</param>
    /// <param name="order">The order of the parts, and whether the amounts of memory are given.</param>
    /// <param name="seed">The contents of the rest of memory.</param>
    public HostileTags(MapEntry[] entries, (uint Start, uint Bytes)[] modules, (uint Index, uint Value)[] spoilt,
        uint order, uint seed)
    {
        List<uint[]> tags =
        [
            [1, 14, 0x6369_7571, 0x006B],
            [6, 16 + (uint)entries.Length * 24, 24, 0, .. entries.SelectMany(Words)],
            .. modules.Select(module => (uint[])[3, 17, module.Start, module.Start + module.Bytes, 0, 0]),
        ];
        if ((order & 1) != 0)
        {
            tags.Add([4, 16, 640, 4096]);
        }

        int first = (int)(order / 2 % tags.Count);
        uint[] all = [.. tags.Skip(first).Concat(tags.Take(first)).SelectMany(tag => tag), 0, 8];
        Write([(uint)(all.Length + 2) * 4, 0, .. all]);
        foreach ((uint index, uint value) in spoilt)
        {
            _words.Set(_words.Places[(int)(index % _words.Places.Count)], value);
        }

        Machine = new NoisyMachine(seed, 3, _words);
    }

    public NoisyMachine Machine { get; }

    /// <summary>A frame must be free exactly when nothing forbids it.</summary>
    public void CheckFrames(ref BootInformation information)
    {
        List<MapEntry> entries = [];
        List<MapEntry> amounts = [];
        uint size = Machine.Load(Structure);
        List<(uint First, uint Last)> forbidden = [ExpectedFrames.Covering(Structure, size)];
        for (uint tag = Structure + 8; Machine.Load(tag) != 0; tag += (Machine.Load(tag + 4) + 7) / 8 * 8)
        {
            Assert.InRange(tag, Structure, Structure + size - 16);
            switch (Machine.Load(tag))
            {
                case 3:
                    forbidden.Add(
                        ExpectedFrames.Covering(Machine.Load(tag + 8), Machine.Load(tag + 12) - Machine.Load(tag + 8)));
                    break;
                case 4:
                    amounts = [Amount(0, Machine.Load(tag + 8)), Amount(1 << 20, Machine.Load(tag + 12))];
                    break;
                case 6:
                    entries.AddRange(EntriesOf(tag));
                    break;
            }
        }

        new ExpectedFrames(entries.Count > 0 ? entries : amounts,
            forbidden.FindAll(range => range.First <= range.Last)).Check(ref information);
    }

    private static MapEntry Amount(ulong start, uint kiB) => new(start, (ulong)kiB << 10, RegionKind.Usable);

    private static uint[] Words(MapEntry entry) =>
        [(uint)entry.Start, (uint)(entry.Start >> 32), (uint)entry.Length, (uint)(entry.Length >> 32),
            (uint)entry.Kind, 0];

    private IEnumerable<MapEntry> EntriesOf(uint tag)
    {
        uint end = tag + Machine.Load(tag + 4);
        for (uint entry = tag + 16; entry < end; entry += Machine.Load(tag + 8))
        {
            uint type = Machine.Load(entry + 16);
            yield return new MapEntry(
                Machine.Load(entry) | ((ulong)Machine.Load(entry + 4) << 32),
                Machine.Load(entry + 8) | ((ulong)Machine.Load(entry + 12) << 32),
                type is >= 1 and <= 5 ? (RegionKind)type : RegionKind.Reserved);
        }
    }

    private void Write(uint[] words)
    {
        for (uint i = 0; i < words.Length; i++)
        {
            _words.Set(Structure + (i * 4), words[i]);
        }
    }
}
