using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// Makes the stack that a program finds, as Linux leaves it. From its end down: a 0, the file's path, the environment's
/// and the arguments' texts, 16 random bytes, the platform's name; then, its start a multiple of 16 and from there up:
/// the number of arguments, their addresses, 0, the variables' addresses, 0, and the auxiliary vector (U1).
/// </summary>
internal static class StartStack
{
    private const uint StackPages = 32;
    private const uint RandomBytes = 16;
    private const uint PlatformBytes = 8;
    private const uint ClockTicksPerSecond = 100;
    private const uint HeaderBytes = 32;
    private const uint AuxiliaryPairs = 18;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Makes a stack in a space that has none. ENOMEM, EFAULT, E2BIG; what was made stays then.</summary>
        /// <param name="path">The file's.</param>
        /// <param name="prefix">Texts in place of the first argument, in the second path's buffer.</param>
        /// <param name="image">The program.</param>
        /// <param name="texts">Arguments and environment.</param>
        /// <param name="made">Its space; where it starts is added.</param>
        public Errno MakeStack<TTexts>(
            scoped ReadOnlySpan<byte> path, in ScriptPrefix prefix, in ElfImage image, ref TTexts texts,
            ref MadeProgram made)
            where TTexts : struct, IStartTexts<T>, allows ref struct
        {
            Errno error = texts.Measure(ref system, out TextSizes sizes);
            if (error != Errno.None || system.MapStack(made.Space) != SpaceError.None)
            {
                return error != Errno.None ? error : Errno.ENOMEM;
            }

            // As on Linux since 5.18, a program has a name, if only an empty one.
            ScriptPrefix first = prefix.Texts + sizes.Arguments == 0 ? ScriptPrefix.Of([], system.SecondPath) : prefix;
            uint skipped = first.Texts != 0 && sizes.Arguments != 0 ? 1u : 0;
            uint bytes = (uint)first.Bytes + sizes.Bytes - (skipped != 0 ? sizes.FirstBytes : 0);
            uint arguments = first.Texts + sizes.Arguments - skipped;
            uint fileName = MemoryLayout.ProgramEnd - sizeof(uint) - ((uint)path.Length + 1);
            uint strings = fileName - bytes;
            uint random = strings - RandomBytes;
            uint platform = random - PlatformBytes;
            uint words = 3 + arguments + sizes.Variables + (AuxiliaryPairs * 2);
            made.Stack = (platform - (words * sizeof(uint))) & ~15u;
            made.ArgumentsStart = strings;

            Span<byte> chance = stackalloc byte[(int)RandomBytes];
            system.Machine.FillRandom(chance);
            WordCursor at = new(made.Space, made.Stack);
            bool isWritten = system.TryWriteBytes(made.Space, fileName, path)
                && system.TryWriteBytes(made.Space, random, chance)
                && system.TryWriteBytes(made.Space, platform, "i686"u8) && at.TryPush(ref system, arguments);
            error = isWritten ? system.PushPrefix(in first, ref at, ref strings) : Errno.ENOMEM;
            uint texted = sizes.Arguments + sizes.Variables;
            for (uint i = skipped; i <= texted && error == Errno.None; i++)
            {
                if (i == sizes.Arguments)
                {
                    made.ArgumentsEnd = strings;
                    error = at.TryPush(ref system, 0) ? Errno.None : Errno.ENOMEM;
                }

                if (i < texted && error == Errno.None)
                {
                    error = system.PushText(ref texts, i, ref at, ref strings);
                }
            }

            return error != Errno.None ? error
                : at.TryPush(ref system, 0) && PushAuxiliary(ref system, ref at, in image, platform, random, fileName)
                ? Errno.None
                : Errno.ENOMEM;
        }

        private SpaceError MapStack(uint space)
        {
            Region region = new()
            {
                First = (MemoryLayout.ProgramEnd >> MemoryLayout.PageShift) - StackPages,
                Pages = StackPages,
                Rights = Rights.Read | Rights.Write,
                MayHave = Rights.All,
                Flags = RegionFlags.GrowsDown,
            };
            return system.Spaces.Map(space, region, Placement.OnlyIfFree, out _);
        }

        private Errno PushPrefix(in ScriptPrefix prefix, ref WordCursor at, ref uint strings)
        {
            ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)system.SecondPath).Slice(0, prefix.Bytes);
            bool isWritten = true;
            while (isWritten && !rest.IsEmpty)
            {
                int length = rest.IndexOf((byte)0) + 1;
                isWritten = at.TryPush(ref system, strings)
                    && system.TryWriteBytes(at.Space, strings, rest.Slice(0, length));
                strings += (uint)length;
                rest = rest.Slice(length);
            }

            return isWritten ? Errno.None : Errno.ENOMEM;
        }

        private Errno PushText<TTexts>(ref TTexts texts, uint index, ref WordCursor at, ref uint strings)
            where TTexts : struct, IStartTexts<T>, allows ref struct
        {
            Errno error = texts.LengthOf(ref system, index, out uint bytes);
            error = error != Errno.None ? error
                : at.TryPush(ref system, strings) ? texts.Copy(ref system, index, bytes, at.Space, strings)
                : Errno.ENOMEM;
            strings += bytes;
            return error;
        }

        private bool TryWriteBytes(uint space, uint address, ReadOnlySpan<byte> bytes) =>
            system.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
    }

    private static bool PushAuxiliary<T>(
        ref Personality<T> system, ref WordCursor at, in ElfImage image, uint platform, uint random, uint fileName)
        where T : struct, IProgramMachine
    {
        return at.TryPush(ref system, AuxiliaryKey.Capabilities, 0)
            && at.TryPush(ref system, AuxiliaryKey.PageBytes, MemoryLayout.PageSize)
            && at.TryPush(ref system, AuxiliaryKey.ClockTicks, ClockTicksPerSecond)
            && at.TryPush(ref system, AuxiliaryKey.ProgramHeaders, image.HeadersAddress)
            && at.TryPush(ref system, AuxiliaryKey.ProgramHeaderBytes, HeaderBytes)
            && at.TryPush(ref system, AuxiliaryKey.ProgramHeaderCount, image.HeaderCount)
            && at.TryPush(ref system, AuxiliaryKey.InterpreterBase, 0)
            && at.TryPush(ref system, AuxiliaryKey.Flags, 0)
            && at.TryPush(ref system, AuxiliaryKey.Entry, image.Entry)
            && at.TryPush(ref system, AuxiliaryKey.UserId, 0)
            && at.TryPush(ref system, AuxiliaryKey.EffectiveUserId, 0)
            && at.TryPush(ref system, AuxiliaryKey.GroupId, 0)
            && at.TryPush(ref system, AuxiliaryKey.EffectiveGroupId, 0)
            && at.TryPush(ref system, AuxiliaryKey.IsSecure, 0)
            && at.TryPush(ref system, AuxiliaryKey.Random, random)
            && at.TryPush(ref system, AuxiliaryKey.FileName, fileName)
            && at.TryPush(ref system, AuxiliaryKey.Platform, platform)
            && at.TryPush(ref system, AuxiliaryKey.End, 0);
    }

    /// <summary>Where the next word goes.</summary>
    private struct WordCursor(uint space, uint address)
    {
        private uint _address = address;

        public readonly uint Space => space;

        public bool TryPush<T>(ref Personality<T> system, uint value)
            where T : struct, IProgramMachine
        {
            bool isWritten = system.TryWrite(space, _address, value);
            _address += sizeof(uint);
            return isWritten;
        }

        public bool TryPush<T>(ref Personality<T> system, AuxiliaryKey key, uint value)
            where T : struct, IProgramMachine
            => TryPush(ref system, (uint)key) && TryPush(ref system, value);
    }
}
