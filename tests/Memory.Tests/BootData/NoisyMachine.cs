// Memory with contents everywhere, like real memory after the firmware ran.
namespace Osmosis.Memory.Tests.BootData;

/// <summary>
/// A machine with paging off whose memory is 4 GiB of noise, reproducible from a seed, with some given words. The
/// higher the density, the rarer a zero byte.
/// </summary>
internal readonly struct NoisyMachine(uint seed, uint density, GivenWords given) : IMachine
{
    public byte LoadByte(uint address) => (byte)(LoadAligned(address & ~3u) >> (int)(8 * (address & 3)));

    public uint Load(uint address) => (address & 3) == 0
        ? LoadAligned(address)
        : LoadByte(address) | ((uint)LoadByte(address + 1) << 8) | ((uint)LoadByte(address + 2) << 16)
            | ((uint)LoadByte(address + 3) << 24);

    public void Store(uint address, uint value) => throw new InvalidOperationException("the reader only reads");

    public void Fill(uint address, uint value, uint words) =>
        throw new InvalidOperationException("the reader only reads");

    public void StoreByte(uint address, byte value) => throw new InvalidOperationException("boot data is only read");

    public void Copy(uint from, uint to, uint words) => throw new InvalidOperationException("boot data is only read");

    public uint CountEqual(uint address, uint value, uint words) =>
        throw new InvalidOperationException("boot data is not compared");

    public void InvalidatePage(uint address) => throw new InvalidOperationException("paging is off");

    public void InvalidateAll() => throw new InvalidOperationException("paging is off");

    private uint LoadAligned(uint address)
    {
        if (given.TryGet(address, out uint value))
        {
            return value;
        }

        uint hash = (address ^ seed) * 2654435761;
        hash = (hash ^ (hash >> 15)) * 2246822519;
        hash ^= hash >> 13;
        return (hash >> 28) <= density ? hash : hash & 0xFF;
    }
}

/// <summary>
/// Words with a meaning: up to 64 at the start of each of the four pages from <see cref="Start"/>, in arrays, because
/// millions of these are made.
/// </summary>
internal sealed class GivenWords
{
    public const uint Start = 0x9000;

    private const uint Pages = 4;
    private const uint WordsPerPage = 64;

    private readonly uint[] _values = new uint[Pages * WordsPerPage];
    private readonly bool[] _isGiven = new bool[Pages * WordsPerPage];
    private readonly List<uint> _places = [];

    /// <summary>The addresses of the given words, in the order in which they were given.</summary>
    public IReadOnlyList<uint> Places => _places;

    public void Set(uint address, uint value)
    {
        uint index = Index(address);
        _values[index] = value;
        if (!_isGiven[index])
        {
            _isGiven[index] = true;
            _places.Add(address);
        }
    }

    public bool TryGet(uint address, out uint value)
    {
        value = 0;
        if (address - Start >= Pages << 12 || (address & 0xFFF) >= WordsPerPage * 4)
        {
            return false;
        }

        value = _values[Index(address)];
        return _isGiven[Index(address)];
    }

    private static uint Index(uint address) => ((address - Start) >> 12) * WordsPerPage + ((address & 0xFFF) >> 2);
}
