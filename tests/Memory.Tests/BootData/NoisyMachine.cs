// Memory that holds something everywhere, as real memory does after the firmware ran.
namespace Osmosis.Memory.Tests.BootData;

/// <summary>
/// A machine with paging off whose memory is 4 GiB of noise, reproducible from a seed, with some words given. The higher the density,
/// the rarer is a zero byte.
/// </summary>
internal readonly struct NoisyMachine(uint seed, uint density, Dictionary<uint, uint> words) : IMachine
{
    public byte LoadByte(VirtualAddress address)
    {
        uint word = LoadAligned(address.Value & ~3u);
        return (byte)(word >> (int)(8 * (address.Value & 3)));
    }

    public uint Load(VirtualAddress address) =>
        LoadByte(address) | ((uint)LoadByte(address + 1) << 8) | ((uint)LoadByte(address + 2) << 16) | ((uint)LoadByte(address + 3) << 24);

    public void Store(VirtualAddress address, uint value) => throw new InvalidOperationException("the reader only reads");

    public void Fill(VirtualAddress address, uint value, uint words) => throw new InvalidOperationException("the reader only reads");

    public void StoreByte(VirtualAddress address, byte value) => throw new InvalidOperationException("boot data is only read");

    public void Copy(VirtualAddress from, VirtualAddress to, uint words) => throw new InvalidOperationException("boot data is only read");

    public uint CountEqual(VirtualAddress address, uint value, uint words) => throw new InvalidOperationException("boot data is not compared");

    public void InvalidatePage(VirtualAddress address) => throw new InvalidOperationException("paging is off");

    public void InvalidateAll() => throw new InvalidOperationException("paging is off");

    private uint LoadAligned(uint address)
    {
        if (words.TryGetValue(address, out uint given))
        {
            return given;
        }

        uint hash = (address ^ seed) * 2654435761;
        hash = (hash ^ (hash >> 15)) * 2246822519;
        hash ^= hash >> 13;
        return (hash >> 28) <= density ? hash : hash & 0xFF;
    }
}
