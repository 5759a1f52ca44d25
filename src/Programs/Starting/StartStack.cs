using System;
using System.Runtime.InteropServices;
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

    /// <summary>
    /// As on Linux: bytes of all texts, the file's path among them, and of their addresses. A quarter of the stack's
    /// ordinary limit.
    /// </summary>
    private const uint MostBytes = 2 << 20;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Makes a stack in a space that has none, with all but the texts that were counted and their addresses.
        /// E2BIG, ENOMEM; what was made stays then.
        /// </summary>
        /// <param name="path">The file's.</param>
        /// <param name="prefix">Texts in place of the first argument, in the second path's buffer.</param>
        /// <param name="image">The program.</param>
        /// <param name="progress">Its space and the sizes; where it starts and what is to be copied is added.</param>
        public Errno MakeStack(
            scoped ReadOnlySpan<byte> path, in ScriptPrefix prefix, in ElfImage image, ref StartProgress progress)
        {
            ref MadeProgram made = ref progress.Made;
            TextSizes sizes = progress.Sizes;

            // As on Linux since 5.18, a program has a name, if only an empty one.
            ScriptPrefix first = prefix.Texts + sizes.Arguments == 0 ? ScriptPrefix.Of([], system.SecondPath) : prefix;
            uint skipped = first.Texts != 0 && sizes.Arguments != 0 ? 1u : 0;
            uint bytes = (uint)first.Bytes + sizes.Bytes - (skipped != 0 ? sizes.FirstBytes : 0);
            uint arguments = first.Texts + sizes.Arguments - skipped;
            uint pathBytes = (uint)path.Length + 1;
            if (!HasRoom(new TextSizes { Arguments = arguments, Variables = sizes.Variables }, bytes + pathBytes))
            {
                return Errno.E2BIG;
            }

            uint fileName = MemoryLayout.ProgramEnd - sizeof(uint) - pathBytes;
            uint random = fileName - bytes - RandomBytes;
            uint platform = random - PlatformBytes;
            uint words = 3 + arguments + sizes.Variables + (AuxiliaryPairs * 2);
            made.Stack = (platform - (words * sizeof(uint))) & ~15u;
            made.ArgumentsStart = fileName - bytes;

            Span<byte> chance = stackalloc byte[(int)RandomBytes];
            system.Machine.FillRandom(chance);
            WordCursor at = new(made.Space, made.Stack);
            uint behind = made.Stack + ((words - (AuxiliaryPairs * 2)) * sizeof(uint));
            WordCursor auxiliary = new(made.Space, behind);
            bool isWritten = system.MapStack(made.Space) == SpaceError.None
                && system.TryWriteBytes(made.Space, fileName, path)
                && system.TryWriteBytes(made.Space, random, chance)
                && system.TryWriteBytes(made.Space, platform, "i686"u8)
                && PushAuxiliary(ref system, ref auxiliary, in image, made.InterpreterBase, platform, random, fileName)
                && at.TryPush(ref system, arguments) && system.TryPushPrefix(in first, ref at, made.ArgumentsStart);
            progress.NextText = skipped;
            progress.Texts = made.ArgumentsStart + (uint)first.Bytes;
            progress.TextsEnd = fileName;
            progress.Words = at.Address + (progress.EndArguments() ? sizeof(uint) : 0u);
            return isWritten ? Errno.None : Errno.ENOMEM;
        }

        /// <summary>
        /// Copies texts that were counted, and their addresses, until all are there or it is another thread's turn: the
        /// stage says which. EFAULT, ENOMEM.
        /// </summary>
        public Errno CopyTexts<TTexts>(ref TTexts texts, ref StartProgress progress)
            where TTexts : struct, IStartTexts<T>, allows ref struct
        {
            TextWriter<T> writer = new(progress.Made.Space, progress.Texts, progress.Words);
            Errno error = Errno.None;
            uint start = progress.Texts, texted = 0;
            while (error == Errno.None && progress.NextText < progress.Sizes.Count
                && progress.Texts - start + (texted * StartWork.OfText) < StartWork.InTurn)
            {
                error = writer.TryAdd(ref system, progress.Texts)
                    ? system.CopyText(ref texts, in progress, ref writer)
                    : Errno.ENOMEM;
                progress.Texts = writer.Texts;
                progress.NextText++;
                texted++;
                bool isEnd = progress.EndArguments();
                error = error == Errno.None && isEnd && !writer.TryAdd(ref system, 0) ? Errno.ENOMEM : error;
            }

            error = error == Errno.None && !writer.TryWrite(ref system) ? Errno.ENOMEM : error;
            progress.Words = writer.Words;
            progress.Stage = progress.NextText == progress.Sizes.Count ? StartStage.Done : progress.Stage;
            return error;
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

        private bool TryPushPrefix(in ScriptPrefix prefix, ref WordCursor at, uint strings)
        {
            ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)system.SecondPath).Slice(0, prefix.Bytes);
            bool isWritten = system.TryWriteBytes(at.Space, strings, rest);
            while (isWritten && !rest.IsEmpty)
            {
                int length = rest.IndexOf((byte)0) + 1;
                isWritten = at.TryPush(ref system, strings);
                strings += (uint)length;
                rest = rest.Slice(length);
            }

            return isWritten;
        }

        /// <summary>One text. EFAULT also when it is longer than what was counted allows.</summary>
        private Errno CopyText<TTexts>(ref TTexts texts, in StartProgress progress, ref TextWriter<T> writer)
            where TTexts : struct, IStartTexts<T>, allows ref struct
        {
            uint start = writer.Texts;
            bool isWhole = false;
            while (!isWhole)
            {
                Errno error = texts.Read(
                    ref system, in progress.Sizes, progress.NextText, writer.Texts - start,
                    out ReadOnlySpan<byte> piece);
                if (error != Errno.None || (uint)piece.Length > progress.TextsEnd - writer.Texts)
                {
                    return Errno.EFAULT;
                }

                if (!writer.TryAdd(ref system, piece))
                {
                    return Errno.ENOMEM;
                }

                isWhole = piece[^1] == 0;
            }

            return Errno.None;
        }

        private bool TryWriteBytes(uint space, uint address, ReadOnlySpan<byte> bytes) =>
            system.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
    }

    /// <summary>Whether a program may be given so many texts that have so many bytes.</summary>
    internal static bool HasRoom(in TextSizes sizes, uint bytes) => bytes + (sizes.Count * sizeof(uint)) <= MostBytes;

    private static bool PushAuxiliary<T>(
        ref Personality<T> system, ref WordCursor at, in ElfImage image, uint interpreter, uint platform, uint random,
        uint fileName)
        where T : struct, IProgramMachine
    {
        Span<AuxiliaryPair> pairs = stackalloc AuxiliaryPair[(int)AuxiliaryPairs];
        pairs[0] = new(AuxiliaryKey.Capabilities, 0);
        pairs[1] = new(AuxiliaryKey.PageBytes, MemoryLayout.PageSize);
        pairs[2] = new(AuxiliaryKey.ClockTicks, ClockTicksPerSecond);
        pairs[3] = new(AuxiliaryKey.ProgramHeaders, image.HeadersAddress);
        pairs[4] = new(AuxiliaryKey.ProgramHeaderBytes, HeaderBytes);
        pairs[5] = new(AuxiliaryKey.ProgramHeaderCount, image.HeaderCount);
        pairs[6] = new(AuxiliaryKey.InterpreterBase, interpreter);
        pairs[7] = new(AuxiliaryKey.Flags, 0);
        pairs[8] = new(AuxiliaryKey.Entry, image.Entry);
        pairs[9] = new(AuxiliaryKey.UserId, 0);
        pairs[10] = new(AuxiliaryKey.EffectiveUserId, 0);
        pairs[11] = new(AuxiliaryKey.GroupId, 0);
        pairs[12] = new(AuxiliaryKey.EffectiveGroupId, 0);
        pairs[13] = new(AuxiliaryKey.IsSecure, 0);
        pairs[14] = new(AuxiliaryKey.Random, random);
        pairs[15] = new(AuxiliaryKey.FileName, fileName);
        pairs[16] = new(AuxiliaryKey.Platform, platform);
        pairs[17] = new(AuxiliaryKey.End, 0);
        return at.TryPush(ref system, (ReadOnlySpan<AuxiliaryPair>)pairs);
    }

    /// <summary>A word of the auxiliary vector and what it says, as they lie in memory.</summary>
    private readonly struct AuxiliaryPair(AuxiliaryKey key, uint value)
    {
        private readonly uint _key = (uint)key;
        private readonly uint _value = value;
    }

    /// <summary>Where the next word goes.</summary>
    private struct WordCursor(uint space, uint address)
    {
        private uint _address = address;

        public readonly uint Space => space;

        public readonly uint Address => _address;

        public bool TryPush<T>(ref Personality<T> system, uint value)
            where T : struct, IProgramMachine
            => TryPush(ref system, new ReadOnlySpan<uint>(in value));

        /// <summary>Pushes many words at once: the way into a program's memory is long.</summary>
        public bool TryPush<T, TWords>(ref Personality<T> system, scoped ReadOnlySpan<TWords> words)
            where T : struct, IProgramMachine
            where TWords : struct
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
            bool isWritten = system.TryWriteBytes(space, _address, bytes);
            _address += (uint)bytes.Length;
            return isWritten;
        }
    }
}
