using Osmosis.Programs.Delivery;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Starting;

namespace Osmosis.Programs.Calls;

/// <summary>
/// execve: another program in place of the one that a process runs. What may fail is prepared, in several turns when
/// there are many texts; the commit can't.
/// </summary>
internal static class ExecuteCall
{
    private const int WordsAtOnce = 64;
    private const int BytesAtOnce = 256;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>execve(path, arguments, environment). Its errors come before anything is changed.</summary>
        public uint Execute(ref Thread caller)
        {
            Errno error = system.Prepare(ref caller);
            if (error != Errno.None)
            {
                system.Abandon(ref caller.Start);
                return CallResult.Of(error);
            }

            if (caller.Start.Stage != StartStage.Done)
            {
                return LongCalls.GoOn(ref caller, 0);
            }

            system.Become(ref caller);
            system.Next = NextStep.Reload;
            return 0;
        }

        /// <summary>Does what can be done in a turn.</summary>
        private Errno Prepare(ref Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            ref StartProgress progress = ref caller.Start;
            ref Process process = ref system.Processes[caller.Process];
            CallerTexts<T> texts = new(
                process.Space, with.Ecx, with.Edx, stackalloc uint[WordsAtOnce], stackalloc byte[BytesAtOnce]);
            if (progress.Stage < StartStage.Copy)
            {
                Errno error = system.ReadPath(in caller, with.Ebx, ref system.Path, out uint length);
                error = error == Errno.None ? texts.Count(ref system, ref progress) : error;
                error = error == Errno.None && progress.Stage == StartStage.Make
                    ? system.Make(process.Folder, length, ref progress)
                    : error;
                if (error != Errno.None)
                {
                    return error;
                }
            }

            return progress.Stage == StartStage.Copy ? system.CopyTexts(ref texts, ref progress) : Errno.None;
        }

        private void Become(ref Thread caller)
        {
            ref Process process = ref system.Processes[caller.Process];
            ref readonly MadeProgram made = ref caller.Start.Made;
            system.LeaveSpace(ref process);
            process.Space = made.Space;
            system.Spaces.Load(made.Space);
            system.Files.CloseForExec(in process.Descriptors);
            system.Files.LetGoProgram(process.Executable);
            ProgramStart.Describe(ref process, in caller.Start);
            SignalActions.Reset(ref process.Signals.Actions);
            process.Job.HasExecuted = true;
            caller.Reset(made.Entry, made.Stack);
            caller.Start = default;
        }
    }
}
