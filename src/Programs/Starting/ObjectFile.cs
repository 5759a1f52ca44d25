using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>An object's bytes, as a file to be read.</summary>
/// <typeparam name="T">What is around the spaces.</typeparam>
public readonly ref struct ObjectFile<T>(ref AddressSpaces<T> spaces, uint index) : IFileView
    where T : struct, IProgramMachine
{
    private readonly ref AddressSpaces<T> _spaces = ref spaces;
    private readonly uint _index = index;

    public ulong Length => _spaces.Objects[_index].Length;

    public bool TryRead(ulong at, Span<byte> bytes) => _spaces.ReadObject(_index, at, bytes) == (uint)bytes.Length;
}
