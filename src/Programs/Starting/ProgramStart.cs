using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// Makes an address space from a program's file, with a stack as Linux leaves it. Preparing may fail, and then nothing is left of it;
/// committing can't.
/// </summary>
public static class ProgramStart
{
    private const uint StackPages = 32;
    private const uint RandomBytes = 16;
    private const uint ClockTicksPerSecond = 100;
    private const uint HeaderBytes = 32;
    private const uint AuxiliaryPairs = 18;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Starts a program as a new process. ENOEXEC, ENOMEM, EAGAIN, EIO: why not.
        /// </summary>
        /// <param name="file">The object that has the file's bytes.</param>
        /// <param name="parent">Whose child the process is; 0 for nobody's.</param>
        /// <param name="texts">Arguments and environment.</param>
        /// <param name="process">The process, ready to run.</param>
        public Errno Start(uint file, uint parent, in StartTexts texts, out uint process)
        {
            process = 0;
            if (!system.Processes.TryReserve())
            {
                return Errno.EAGAIN;
            }

            Errno error = system.Prepare(file, in texts, out uint space, out uint entry, out uint stack);
            if (error != Errno.None)
            {
                return error;
            }

            process = system.Processes.Create(parent, space);
            uint thread = system.Processes[process].Thread;
            system.Processes.Thread(thread).Reset(entry, stack);
            system.Processes.MakeReady(thread);
            return Errno.None;
        }

        /// <summary>Makes the space of a program with everything in it. Nothing is left of it when there is an error.</summary>
        internal Errno Prepare(uint file, in StartTexts texts, out uint space, out uint entry, out uint stack)
        {
            entry = stack = 0;
            ElfReader<ObjectFile<T>> reader = new(new ObjectFile<T>(ref system.Spaces, file));
            space = 0;
            ElfError invalid = reader.Read(MemoryLayout.ProgramStart, out ElfImage image);
            if (invalid != ElfError.None)
            {
                return invalid.ToErrno();
            }

            if (system.Spaces.Create(out space) != SpaceError.None)
            {
                return Errno.ENOMEM;
            }

            entry = image.Entry;
            Errno error = system.Load(file, in reader, in image, space);
            error = error != Errno.None ? error : system.MakeStack(space, in image, in texts, out stack);
            if (error != Errno.None)
            {
                system.Spaces.Release(space);
                space = 0;
            }

            return error;
        }

        private Errno Load(uint file, in ElfReader<ObjectFile<T>> reader, in ElfImage image, uint space)
        {
            for (uint index = 0; index < image.HeaderCount; index++)
            {
                ElfError invalid = reader.ReadSegment(in image, index, out ElfSegment segment);
                if (invalid != ElfError.None)
                {
                    return invalid.ToErrno();
                }

                if (segment.Pages != 0 && system.LoadSegment(file, space, in segment) != SpaceError.None)
                {
                    return Errno.ENOMEM;
                }
            }

            ref Space made = ref system.Spaces[space];
            made.BreakStart = (image.BreakStart + MemoryLayout.PageOffsetMask) >> MemoryLayout.PageShift;
            made.Break = made.BreakStart << MemoryLayout.PageShift;
            return Errno.None;
        }

        /// <summary>The last page that shows the file ends in zeros: it is written once, and so the program's own, before it has its rights.</summary>
        private SpaceError LoadSegment(uint file, uint space, in ElfSegment segment)
        {
            SpaceError error = SpaceError.None;
            if (segment.FilePages != 0)
            {
                Region shown = new() { First = segment.First, Pages = segment.FilePages, Object = file, Offset = segment.FilePage, Rights = Rights.All, MayHave = Rights.All };
                error = system.Spaces.Map(space, shown, Placement.OnlyIfFree, out _);
                if (error == SpaceError.None && segment.ZerosFrom != 0)
                {
                    error = system.ClearTail(space, segment.First + segment.FilePages - 1, segment.ZerosFrom);
                }

                error = error != SpaceError.None ? error : system.Spaces.Protect(space, segment.First, segment.FilePages, segment.Rights);
            }

            if (error == SpaceError.None && segment.ZeroPages != 0)
            {
                Region zeros = new() { First = segment.First + segment.FilePages, Pages = segment.ZeroPages, Rights = segment.Rights, MayHave = Rights.All };
                error = system.Spaces.Map(space, zeros, Placement.OnlyIfFree, out _);
            }

            return error;
        }

        private SpaceError ClearTail(uint space, uint page, uint from)
        {
            Span<byte> zeros = stackalloc byte[64];
            zeros.Clear();
            uint address = (page << MemoryLayout.PageShift) + from;
            SpaceError error = SpaceError.None;
            for (uint left = MemoryLayout.PageSize - from; left != 0 && error == SpaceError.None;)
            {
                uint count = Math.Min((uint)zeros.Length, left);
                error = system.Spaces.CopyOut(space, new VirtualAddress(address), zeros[..(int)count], out _);
                address += count;
                left -= count;
            }

            return error;
        }

        // From the stack's end down: file name, texts, platform, random bytes, then the vectors, whose start is a multiple of 16.
        private Errno MakeStack(uint space, in ElfImage image, in StartTexts texts, out uint stack)
        {
            stack = 0;
            Region region = new()
            {
                First = (MemoryLayout.ProgramEnd >> MemoryLayout.PageShift) - StackPages,
                Pages = StackPages,
                Rights = Rights.Read | Rights.Write,
                MayHave = Rights.All,
                Flags = RegionFlags.GrowsDown,
            };
            if (system.Spaces.Map(space, region, Placement.OnlyIfFree, out _) != SpaceError.None)
            {
                return Errno.ENOMEM;
            }

            StackWriter<T> writer = new(ref system.Spaces, space);
            writer.PushWord(0);
            writer.Push(texts.Bytes);
            uint strings = writer.Top;
            writer.Push("i686\0"u8);
            uint platform = writer.Top;
            Span<byte> random = stackalloc byte[(int)RandomBytes];
            system.Machine.FillRandom(random);
            writer.Push(random);
            uint randomAt = writer.Top;

            uint words = (AuxiliaryPairs * 2) + texts.Arguments + texts.Variables + 3;
            writer.AlignFor(words * sizeof(uint));
            PushAuxiliary(ref writer, in image, platform, randomAt, strings);
            PushPointers(ref writer, in texts, strings);
            writer.PushWord(texts.Arguments);
            stack = writer.Top;
            return writer.IsFine ? Errno.None : Errno.ENOMEM;
        }
    }

    private static void PushAuxiliary<T>(ref StackWriter<T> writer, in ElfImage image, uint platform, uint random, uint fileName)
        where T : struct, IProgramMachine
    {
        writer.PushPair((uint)AuxiliaryKey.End, 0);
        writer.PushPair((uint)AuxiliaryKey.FileName, fileName);
        writer.PushPair((uint)AuxiliaryKey.Platform, platform);
        writer.PushPair((uint)AuxiliaryKey.Random, random);
        writer.PushPair((uint)AuxiliaryKey.IsSecure, 0);
        writer.PushPair((uint)AuxiliaryKey.EffectiveGroupId, 0);
        writer.PushPair((uint)AuxiliaryKey.GroupId, 0);
        writer.PushPair((uint)AuxiliaryKey.EffectiveUserId, 0);
        writer.PushPair((uint)AuxiliaryKey.UserId, 0);
        writer.PushPair((uint)AuxiliaryKey.Entry, image.Entry);
        writer.PushPair((uint)AuxiliaryKey.Flags, 0);
        writer.PushPair((uint)AuxiliaryKey.InterpreterBase, 0);
        writer.PushPair((uint)AuxiliaryKey.ProgramHeaderCount, image.HeaderCount);
        writer.PushPair((uint)AuxiliaryKey.ProgramHeaderBytes, HeaderBytes);
        writer.PushPair((uint)AuxiliaryKey.ProgramHeaders, image.HeadersAddress);
        writer.PushPair((uint)AuxiliaryKey.ClockTicks, ClockTicksPerSecond);
        writer.PushPair((uint)AuxiliaryKey.PageBytes, MemoryLayout.PageSize);
        writer.PushPair((uint)AuxiliaryKey.Capabilities, 0);
    }

    // Pointers are pushed from the last text to the first: the text before one is found from the start.
    private static void PushPointers<T>(ref StackWriter<T> writer, in StartTexts texts, uint strings)
        where T : struct, IProgramMachine
    {
        uint count = texts.Arguments + texts.Variables;
        writer.PushWord(0);
        for (uint left = count; left > 0; left--)
        {
            if (left == texts.Arguments)
            {
                writer.PushWord(0);
            }

            int offset = 0;
            for (uint i = 1; i < left; i++)
            {
                offset = texts.After(offset);
            }

            writer.PushWord(strings + (uint)offset);
        }

        if (texts.Arguments == 0)
        {
            writer.PushWord(0);
        }
    }
}
