using System;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>Words of 32 bits in a program's memory, lowest byte first, at any address.</summary>
internal static class UserWords
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        public bool TryReadWords(uint space, uint address, Span<uint> words)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            for (int i = 0; i < words.Length; i++)
            {
                if (system.Spaces.CopyIn(space, new VirtualAddress(address) + ((uint)i * sizeof(uint)), bytes, out _) != SpaceError.None)
                {
                    return false;
                }

                words[i] = bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
            }

            return true;
        }

        public bool TryWriteWord(uint space, uint address, uint value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)(value >> (8 * i));
            }

            return system.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
        }
    }
}
