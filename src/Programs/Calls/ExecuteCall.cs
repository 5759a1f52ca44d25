using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Starting;

namespace Osmosis.Programs.Calls;

/// <summary>
/// execve: another program in place of the one that a process runs. What may fail is prepared; the commit can't.
/// </summary>
internal static class ExecuteCall
{
    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>execve(path, arguments, environment). Its errors come before anything is changed.</summary>
        public uint Execute(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ref Process process = ref system.Processes[caller.Process];
            Errno error = system.ReadPath(in caller, with.Ebx, ref system.Path, out uint length);
            CallerTexts<T> texts = new(process.Space, with.Ecx, with.Edx);
            MadeProgram made = default;
            error = error == Errno.None ? system.Make(process.Folder, length, ref texts, out made) : error;
            if (error != Errno.None)
            {
                return CallResult.Of(error);
            }

            system.LeaveSpace(ref process);
            process.Space = made.Space;
            system.Spaces.Load(made.Space);
            system.Files.CloseForExec(in process.Descriptors);
            Handle before = process.Executable;
            system.Describe(ref process, system.PathOf(length), in made);
            system.Files.LetGoProgram(before);
            SignalActions.Reset(ref process.Signals.Actions);
            process.Job.HasExecuted = true;
            caller.Reset(made.Entry, made.Stack);
            system.Next = NextStep.Reload;
            return 0;
        }
    }
}
