using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Starting;

/// <summary>Maps a program's file into a new space, as its program headers say.</summary>
internal static class ProgramImage
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Makes a space with a program's segments, and with those of its interpreter if it has one. Nothing is left of
        /// it when there is an error: ENOEXEC, ENOMEM, EIO, and for the interpreter those of
        /// <see cref="ProgramInterpreter"/>.
        /// </summary>
        /// <param name="folder">Where the interpreter's path begins.</param>
        /// <param name="file">The object that has the file's bytes.</param>
        /// <param name="image">What the file says.</param>
        /// <param name="made">The space, and where the program starts in it.</param>
        public Errno MakeImage(Handle folder, uint file, out ElfImage image, ref MadeProgram made)
        {
            ElfReader<ObjectFile<T>> reader = new(new ObjectFile<T>(ref system.Spaces, file));
            Errno error = reader.Read(MemoryLayout.ProgramStart, out image).ToErrno();
            Handle interpreter = default;
            if (error == Errno.None && image.InterpreterLength != 0)
            {
                error = system.FindInterpreter(folder, file, in image, out interpreter);
            }

            if (error != Errno.None || system.Spaces.Create(out made.Space) != SpaceError.None)
            {
                return error != Errno.None ? error : Errno.ENOMEM;
            }

            ref Space space = ref system.Spaces[made.Space];
            space.BreakStart = image.BreakStart >> MemoryLayout.PageShift;
            space.Break = image.BreakStart;
            made.Entry = image.Entry;
            error = system.Load(file, in reader, in image, made.Space);
            error = error == Errno.None && !interpreter.IsNone
                ? system.LoadInterpreter(system.Files.Nodes[interpreter].Contents, ref made)
                : error;
            if (error != Errno.None)
            {
                system.Spaces.Release(made.Space);
            }

            return error;
        }

        /// <summary>Maps a file's segments. ENOMEM also when something is there already.</summary>
        internal Errno Load(uint file, in ElfReader<ObjectFile<T>> reader, in ElfImage image, uint space)
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

            return Errno.None;
        }

        /// <summary>
        /// The last page that shows the file ends in zeros: it is written once, and so the program's own, before it has
        /// its rights.
        /// </summary>
        private SpaceError LoadSegment(uint file, uint space, in ElfSegment segment)
        {
            SpaceError error = SpaceError.None;
            if (segment.FilePages != 0)
            {
                Region shown = new()
                {
                    First = segment.First,
                    Pages = segment.FilePages,
                    Object = file,
                    Offset = segment.FilePage,
                    Rights = Rights.All,
                    MayHave = Rights.All
                };
                error = system.Spaces.Map(space, shown, Placement.OnlyIfFree, out _);
                if (error == SpaceError.None && segment.ZerosFrom != 0)
                {
                    error = system.ClearTail(space, segment.First + segment.FilePages - 1, segment.ZerosFrom);
                }

                error = error != SpaceError.None
                    ? error : system.Spaces.Protect(space, segment.First, segment.FilePages, segment.Rights);
            }

            if (error == SpaceError.None && segment.ZeroPages != 0)
            {
                Region zeros = new()
                {
                    First = segment.First + segment.FilePages,
                    Pages = segment.ZeroPages,
                    Rights = segment.Rights,
                    MayHave = Rights.All
                };
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
    }
}
