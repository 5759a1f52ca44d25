// A copy of parts of a machine's physical memory.
using System.Buffers.Binary;

namespace Osmosis.Snapshot;

/// <summary>Reads physical memory of a machine, which may keep running.</summary>
public delegate Task<byte[]> PhysicalReader(uint address, int length, CancellationToken cancel);

/// <summary>
/// Memory holds no observable kernel, or contradicts its snapshot structure. The message is one line.
/// </summary>
public sealed class SnapshotException(string message) : Exception(message);

/// <summary>Pieces of physical memory, each read at one moment.</summary>
public sealed class MemoryPicture(PhysicalReader reader)
{
    private readonly List<(uint Start, byte[] Bytes)> _pieces = [];

    /// <summary>Adds a piece, if it isn't there already.</summary>
    public async Task AddAsync(uint start, int length, CancellationToken cancel = default)
    {
        if (!TryFind(start, length, out _))
        {
            _pieces.Add((start, await reader(start, length, cancel)));
        }
    }

    /// <exception cref="SnapshotException">The memory wasn't read.</exception>
    public ReadOnlySpan<byte> Bytes(uint address, int length) =>
        TryFind(address, length, out ReadOnlySpan<byte> found)
            ? found
            : throw new SnapshotException($"the kernel's structures lead to p0x{address:x8}, where none of them lies");

    public uint Word(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(address, sizeof(uint)));

    public ulong Double(uint address) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(address, sizeof(ulong)));

    private bool TryFind(uint address, int length, out ReadOnlySpan<byte> found)
    {
        foreach ((uint start, byte[] bytes) in _pieces)
        {
            uint offset = address - start;
            if (address >= start && offset <= bytes.Length && length <= bytes.Length - offset)
            {
                found = bytes.AsSpan((int)offset, length);
                return true;
            }
        }

        found = default;
        return false;
    }
}
