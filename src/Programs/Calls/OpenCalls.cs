using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>Calls that give and take descriptors: open, close, dup, fcntl, pipe.</summary>
internal static class OpenCalls
{
    // fcntl's commands (include/uapi/asm-generic/fcntl.h).
    private const uint DuplicateFrom = 0;
    private const uint GetDescriptorFlags = 1;
    private const uint SetDescriptorFlags = 2;
    private const uint GetFlags = 3;
    private const uint SetFlags = 4;
    private const uint DuplicateClosing = 1030;
    private const uint ClosesOnExec = 1;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>openat(folder, path, flags, rights).</summary>
        public uint Open(ref Thread caller, uint descriptor, uint path, OpenFlags flags, uint rights)
        {
            if (caller.IsInCall)
            {
                return system.FinishOpening(ref caller);
            }

            Errno error = system.Locate(in caller, descriptor, path, out Handle folder, out uint length);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ref Process process = ref system.Processes[caller.Process];
            error = system.Files.Open(folder, system.PathOf(length), flags, rights & ~process.Mask, out Handle opened);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            bool closes = (flags & OpenFlags.CloseOnExec) != 0;
            error = system.Files.Install(ref process.Descriptors, opened, 0, closes, out uint made);
            if (error != Errno.None)
            {
                system.Files.Close(opened);
                return CallResult.Of(error);
            }

            caller.Progress = made;
            return system.FinishOpening(ref caller);
        }

        /// <summary>close(descriptor).</summary>
        public uint Close(in Thread caller, uint descriptor) =>
            CallResult.Of(system.Files.CloseDescriptor(in system.Processes[caller.Process].Descriptors, descriptor));

        /// <summary>dup(descriptor), and fcntl's two ways to do it.</summary>
        public uint Duplicate(in Thread caller, uint descriptor, uint from, bool closes)
        {
            Errno error = system.Files.Duplicate(
                ref system.Processes[caller.Process].Descriptors, descriptor, from, closes, out uint made);
            return error == Errno.None ? made : CallResult.Of(error);
        }

        /// <summary>dup2(descriptor, target), dup3(descriptor, target, flags).</summary>
        public uint DuplicateTo(in Thread caller, uint descriptor, uint target, OpenFlags flags, bool maySame)
        {
            if ((flags & ~OpenFlags.CloseOnExec) != 0 || (!maySame && descriptor == target))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Files.DuplicateTo(
                ref system.Processes[caller.Process].Descriptors, descriptor, target,
                (flags & OpenFlags.CloseOnExec) != 0);
            return error == Errno.None ? target : CallResult.Of(error);
        }

        /// <summary>pipe(descriptors), pipe2(descriptors, flags).</summary>
        public uint MakePipe(in Thread caller, uint address, OpenFlags flags)
        {
            if ((flags & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            Errno error = system.Files.MakePipe(flags, out Handle reader, out Handle writer);
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            ref DescriptorTable table = ref system.Processes[caller.Process].Descriptors;
            bool closes = (flags & OpenFlags.CloseOnExec) != 0;
            error = system.Files.Install(ref table, reader, 0, closes, out uint first);
            if (error != Errno.None)
            {
                system.Files.Close(reader);
                system.Files.Close(writer);
                return CallResult.Of(error);
            }

            error = system.Files.Install(ref table, writer, 0, closes, out uint second);
            if (error != Errno.None)
            {
                system.Files.Close(writer);
                system.Files.CloseDescriptor(in table, first);
                return CallResult.Of(error);
            }

            if (system.TryWrite(system.SpaceOf(in caller), address, first | ((ulong)second << 32)))
            {
                return 0;
            }

            system.Files.CloseDescriptor(in table, first);
            system.Files.CloseDescriptor(in table, second);
            return CallResult.Of(Errno.EFAULT);
        }

        /// <summary>fcntl64(descriptor, command, argument).</summary>
        public uint Control(in Thread caller, uint descriptor, uint command, uint argument)
        {
            ref DescriptorTable table = ref system.Processes[caller.Process].Descriptors;
            Handle opened = system.Files.Find(in table, descriptor);
            if (opened.IsNone)
            {
                return CallResult.Of(Errno.EBADF);
            }

            switch (command)
            {
                case DuplicateFrom:
                case DuplicateClosing:
                    return system.Duplicate(in caller, descriptor, argument, command == DuplicateClosing);
                case GetDescriptorFlags:
                    return system.Files.IsClosedByExec(in table, descriptor) ? ClosesOnExec : 0;
                case SetDescriptorFlags:
                    system.Files.SetClosedByExec(in table, descriptor, (argument & ClosesOnExec) != 0);
                    return 0;
                case GetFlags:
                    return (uint)system.Files.Opened[opened].Flags;
                case SetFlags:
                    system.Files.ChangeFlags(opened, (OpenFlags)argument);
                    return 0;
                default:
                    return CallResult.Of(Errno.EINVAL);
            }
        }

        // An end of a pipe with a name waits for the other one, with its descriptor already made.
        private uint FinishOpening(ref Thread caller)
        {
            Handle opened = system.Files.Find(in system.Processes[caller.Process].Descriptors, caller.Progress);
            Outcome outcome = system.Files.AwaitOtherEnd(opened);
            return outcome.Wait == WaitFor.Nothing
                ? caller.Progress
                : system.Wait(ref caller, WaitChannel.Node(outcome.On));
        }
    }
}
