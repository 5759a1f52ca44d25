using System;
using Osmosis.Memory;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Starting;

/// <summary>
/// The program that a dynamically linked one asks for (PT_INTERP): it lies in the same space, runs first, and maps the
/// libraries.
/// </summary>
internal static class ProgramInterpreter
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Finds the interpreter that a program's file names. Errors: those of <see cref="ProgramStart.FindProgram"/>;
        /// EIO when the name can't be read.
        /// </summary>
        /// <param name="folder">Where its path begins.</param>
        /// <param name="file">The object that has the program's bytes.</param>
        /// <param name="image">The program.</param>
        /// <param name="interpreter">Its file.</param>
        public Errno FindInterpreter(Handle folder, uint file, in ElfImage image, out Handle interpreter)
        {
            interpreter = default;
            Span<byte> name = ((Span<byte>)system.Page).Slice(0, (int)image.InterpreterLength);
            if (system.Spaces.ReadObject(file, image.InterpreterAt, name) != image.InterpreterLength)
            {
                return Errno.EIO;
            }

            int end = name.IndexOf((byte)0);
            return system.FindInterpreter(folder, end < 0 ? name : name.Slice(0, end), out interpreter);
        }

        /// <summary>
        /// Finds an interpreter, and keeps its name when it can't be run
        /// (<see cref="Personality{T}.MissingInterpreter"/>). Errors: those of <see cref="ProgramStart.FindProgram"/>.
        /// </summary>
        public Errno FindInterpreter(Handle folder, ReadOnlySpan<byte> path, out Handle interpreter)
        {
            Errno error = system.FindProgram(folder, path, out interpreter);
            if (error != Errno.None)
            {
                path.CopyTo(system.Page);
                system.MissingBytes = (uint)path.Length;
            }

            return error;
        }

        /// <summary>
        /// Maps the interpreter where there is room, and has the program start in it. ELIBBAD when it is no program for
        /// the i386, EIO, ENOMEM; what was mapped stays then.
        /// </summary>
        public Errno LoadInterpreter(uint file, ref MadeProgram made)
        {
            ElfReader<ObjectFile<T>> reader = new(new ObjectFile<T>(ref system.Spaces, file));
            ElfError invalid = reader.Read(MemoryLayout.ProgramStart, out ElfImage image);
            if (invalid == ElfError.None)
            {
                uint pages = (image.BreakStart >> MemoryLayout.PageShift) - image.First;
                uint room = system.Spaces.FindRoom(made.Space, pages);
                invalid = reader.Read(room << MemoryLayout.PageShift, out image);
            }

            if (invalid != ElfError.None)
            {
                return invalid == ElfError.Unreadable ? Errno.EIO : Errno.ELIBBAD;
            }

            made.Entry = image.Entry;
            made.InterpreterBase = image.Bias;
            return system.Load(file, in reader, in image, made.Space);
        }
    }
}
