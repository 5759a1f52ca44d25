using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>Writes what a program finds on its stack, from the stack's end down.</summary>
/// <typeparam name="T">What is around the spaces.</typeparam>
internal ref struct StackWriter<T>(ref AddressSpaces<T> spaces, uint space)
    where T : struct, IProgramMachine
{
    private readonly ref AddressSpaces<T> _spaces = ref spaces;
    private readonly uint _space = space;

    /// <summary>The address of what was written last.</summary>
    public uint Top { get; private set; } = MemoryLayout.ProgramEnd;

    /// <summary>Whether everything could be written so far.</summary>
    public bool IsFine { get; private set; } = true;

    /// <summary>Leaves out bytes, so that the next address is a multiple of 16 after so many more.</summary>
    public void AlignFor(uint bytes) => Top -= (Top - bytes) & 15;

    public void Push(scoped ReadOnlySpan<byte> bytes)
    {
        Top -= (uint)bytes.Length;
        IsFine = IsFine && _spaces.CopyOut(_space, new VirtualAddress(Top), bytes, out _) == SpaceError.None;
    }

    public void PushWord(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(value >> (8 * i));
        }

        Push(bytes);
    }

    public void PushPair(uint key, uint value)
    {
        PushWord(value);
        PushWord(key);
    }
}
