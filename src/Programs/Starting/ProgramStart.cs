using System;
using Osmosis.Programs.Elf;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Starting;

/// <summary>
/// Makes a program from a file, in a space of its own: so nothing has changed when something fails. Starts one as a new
/// process.
/// </summary>
public static class ProgramStart
{
    private const uint AnyExecute = 0x49;
    private const uint FirstDescriptors = 3;
    private const uint MostScripts = 5;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Starts a program as a process that is nobody's child, its first three descriptors on the console. Errors:
        /// those of execve, EAGAIN when there is no record for a process.
        /// </summary>
        /// <param name="path">From the root.</param>
        /// <param name="texts">Arguments and environment.</param>
        /// <param name="process">The process, ready to run.</param>
        public Errno Start(ReadOnlySpan<byte> path, in GivenTexts texts, out uint process)
        {
            process = 0;
            system.MissingBytes = 0;
            if (path.IsEmpty || path.Length >= PathBuffer.Size || !system.Processes.TryReserve())
            {
                return path.IsEmpty ? Errno.ENOENT : path.Length >= PathBuffer.Size ? Errno.ENAMETOOLONG : Errno.EAGAIN;
            }

            path.CopyTo(system.Path);
            GivenStartTexts<T> given = new(texts);
            DescriptorTable descriptors = default;
            Errno error = system.OpenConsole(ref descriptors);
            StartProgress progress = default;
            error = error == Errno.None ? given.Count(ref system, ref progress) : error;
            error = error == Errno.None ? system.Make(system.Files.Root, (uint)path.Length, ref progress) : error;
            while (error == Errno.None && progress.Stage != StartStage.Done)
            {
                error = system.CopyTexts(ref given, ref progress);
            }

            if (error != Errno.None)
            {
                system.Abandon(ref progress);
                system.Files.ReleaseTable(ref descriptors);
                return error;
            }

            process = system.Processes.Create(0, progress.Made.Space);
            ref Process started = ref system.Processes[process];
            started.Descriptors = descriptors;
            started.Folder = system.Files.Root;
            started.Mask = 0x12;
            system.Files.Hold(started.Folder);
            Describe(ref started, in progress);
            system.Terminal.Session = started.Job.Session;
            system.Terminal.Foreground = started.Job.Group;
            system.Processes.Thread(started.Thread).Reset(progress.Made.Entry, progress.Made.Stack);
            system.Processes.MakeReady(started.Thread);
            return Errno.None;
        }

        /// <summary>
        /// Makes the space of a program with everything in it but the texts, which were counted. Nothing is left of it
        /// when there is an error.
        /// </summary>
        /// <param name="folder">Where the path begins that is in the path's buffer.</param>
        /// <param name="length">Bytes of the path.</param>
        /// <param name="progress">What was counted; what is made is added.</param>
        internal Errno Make(Handle folder, uint length, ref StartProgress progress)
        {
            ref MadeProgram made = ref progress.Made;
            ReadOnlySpan<byte> path = ((ReadOnlySpan<byte>)system.Path).Slice(0, (int)length);
            Errno error = system.FindFile(folder, path, out made.Executable, out ScriptPrefix prefix);
            ElfImage image = default;
            error = error == Errno.None
                ? system.MakeImage(folder, system.Files.Nodes[made.Executable].Contents, out image, ref made)
                : error;
            if (error != Errno.None)
            {
                return error;
            }

            error = system.MakeStack(path, in prefix, in image, ref progress);
            if (error != Errno.None)
            {
                system.Spaces.Release(made.Space);
                return error;
            }

            system.Files.HoldProgram(made.Executable);
            progress.Name = ProcessName.Of(path);
            progress.Stage = StartStage.Copy;
            return Errno.None;
        }

        /// <summary>
        /// The file that is run: the path's, or its interpreter, or that one's. Errors: those of
        /// <see cref="FindProgram"/>; ELOOP for more than five scripts in a row, as on Linux.
        /// </summary>
        /// <param name="folder">Where paths begin.</param>
        /// <param name="path">Of the program.</param>
        /// <param name="program">The file.</param>
        /// <param name="prefix">Texts in place of the first argument: none when the path's file is no script.</param>
        private Errno FindFile(Handle folder, ReadOnlySpan<byte> path, out Handle program, out ScriptPrefix prefix)
        {
            prefix = ScriptPrefix.Of(path, system.SecondPath);
            Errno error = system.FindProgram(folder, path, out program);
            uint scripts = 0;
            while (error == Errno.None && system.IsScript(program, ref prefix))
            {
                ReadOnlySpan<byte> interpreter = ((ReadOnlySpan<byte>)system.SecondPath)
                    .Slice(0, prefix.FirstBytes - 1);
                error = system.FindInterpreter(folder, interpreter, out program);
                error = error == Errno.None && ++scripts > MostScripts ? Errno.ELOOP : error;
            }

            prefix = scripts == 0 ? default : prefix;
            return error;
        }

        /// <summary>
        /// ENOENT and the other errors of paths; EACCES for what is no file, or may be executed by nobody; ETXTBSY.
        /// </summary>
        internal Errno FindProgram(Handle folder, ReadOnlySpan<byte> path, out Handle program)
        {
            Errno error = system.Files.Resolve(folder, path, follows: true, out program);
            if (error != Errno.None)
            {
                return error;
            }

            ref Node found = ref system.Files.Nodes[program];
            return !found.IsFile || (found.Mode & AnyExecute) == 0 ? Errno.EACCES
                : found.Writers > 0 ? Errno.ETXTBSY
                : Errno.None;
        }

        private bool IsScript(Handle file, ref ScriptPrefix prefix)
        {
            Span<byte> start = stackalloc byte[ScriptLine.Size];
            uint read = system.Machine.ReadObject(system.Files.Nodes[file].Contents, 0, start);
            return ScriptLine.TryPrepend(start.Slice(0, (int)read), system.SecondPath, ref prefix);
        }

        private Errno OpenConsole(ref DescriptorTable descriptors)
        {
            Errno error =
                system.Files.Open(system.Files.Root, "dev/console"u8, OpenFlags.ReadWrite, 0, out Handle console);
            if (error != Errno.None)
            {
                return error;
            }

            error = system.Files.Install(ref descriptors, console, 0, closesOnExec: false, out _);
            if (error != Errno.None)
            {
                system.Files.Close(console);
            }

            for (uint i = 1; i < FirstDescriptors && error == Errno.None; i++)
            {
                error = system.Files.Duplicate(ref descriptors, 0, i, closesOnExec: false, out _);
            }

            return error;
        }
    }

    /// <summary>Notes what a process runs. The file's hold goes over to it.</summary>
    internal static void Describe(ref Process process, in StartProgress progress)
    {
        process.Executable = progress.Made.Executable;
        process.Name = progress.Name;
        process.ArgumentsStart = progress.Made.ArgumentsStart;
        process.ArgumentsEnd = progress.Made.ArgumentsEnd;
    }
}
