using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Proc;

/// <summary>
/// The texts of /proc about the machine, as Documentation/filesystems/proc.rst of Linux describes them.
/// </summary>
public static class ProcTexts
{
    private const uint MicrosecondsPerSecond = 1_000_000;
    private const uint MicrosecondsPerTick = 10_000;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Makes the contents of a file of /proc again. ESRCH for one about a process that is no more.
        /// </summary>
        public Errno Generate(Handle node)
        {
            ref Node made = ref system.Files.Nodes[node];
            if (!made.HasContents)
            {
                return Errno.None;
            }

            GeneratedText<T> text = new(system.Machine, made.Contents);
            ProcFile file = ProcTree.FileOf(in made);
            Errno error = system.FindTarget(node, out Handle target);
            if (!target.IsNone)
            {
                system.WriteTarget(ref text, target);
                text.Finish();
            }

            if (!target.IsNone || error != Errno.None)
            {
                return error;
            }

            uint process = system.Processes.Find(made.Subject);
            if (process != 0)
            {
                system.WriteProcess(ref text, file, process);
            }
            else if (made.Subject == 0)
            {
                system.WriteMachine(ref text, file);
            }

            text.Finish();
            return process == 0 && made.Subject != 0 ? Errno.ESRCH : Errno.None;
        }

        private void WriteMachine(ref GeneratedText<T> text, ProcFile file)
        {
            switch (file)
            {
                case ProcFile.Self:
                    text.Add(system.Processes[system.Processes.Thread(system.Caller).Process].Id);
                    break;
                case ProcFile.MemoryUse:
                    text.AddSize("MemTotal:"u8, system.Machine.FrameEnd);
                    text.AddSize("MemFree:"u8, system.Machine.FreeFrames);
                    text.AddSize("MemAvailable:"u8, system.Machine.FreeFrames);
                    text.AddSize("Buffers:"u8, 0);
                    text.AddSize("Cached:"u8, 0);
                    text.AddSize("SwapTotal:"u8, 0);
                    text.AddSize("SwapFree:"u8, 0);
                    text.AddSize("Shmem:"u8, 0);
                    text.AddSize("SReclaimable:"u8, 0);
                    text.AddSize("Committed_AS:"u8, system.Spaces.Promised);
                    break;
                case ProcFile.Uptime:
                    system.AddSeconds(ref text, system.Machine.Microseconds);
                    text.Add((byte)' ');
                    system.AddSeconds(ref text, 0);
                    text.Add((byte)'\n');
                    break;
                case ProcFile.Mounts:
                    text.Add("none / tmpfs rw 0 0\nproc /proc proc rw 0 0\n"u8);
                    break;
                case ProcFile.Load:
                    text.Add("0.00 0.00 0.00 1/"u8);
                    text.Add(system.Processes.Count);
                    text.Add((byte)' ');
                    text.Add(system.Processes.LastId);
                    text.Add((byte)'\n');
                    break;
                case ProcFile.ProcessorUse:
                    system.WriteProcessorUse(ref text);
                    break;
                case ProcFile.Processor:
                    text.Add("processor\t: 0\nmodel name\t: i386\n\n"u8);
                    break;
                case ProcFile.Version:
                    text.Add("Linux version 6.1.0-osmosis (OS/mosis)\n"u8);
                    break;
            }
        }

        // Ticks of programs, and all others as idle: the kernel counts no ticks of its own.
        private void WriteProcessorUse(ref GeneratedText<T> text)
        {
            ulong all = system.Machine.Microseconds / MicrosecondsPerTick;
            ulong user = Math.Min(all, system.Tally.Ticks);
            for (int line = 0; line < 2; line++)
            {
                text.Add(line == 0 ? "cpu  "u8 : "cpu0 "u8);
                text.Add(user);
                text.Add(" 0 0 "u8);
                text.Add(all - user);
                text.Add(" 0 0 0 0 0 0\n"u8);
            }

            text.Add("btime "u8);
            text.Add(system.Machine.BootTime / 1_000_000_000);
            text.Add("\nprocesses "u8);
            text.Add(system.Processes.LastId);
            text.Add("\nprocs_running 1\nprocs_blocked 0\n"u8);
        }

        private void AddSeconds(ref GeneratedText<T> text, ulong microseconds)
        {
            text.Add(microseconds / MicrosecondsPerSecond);
            ulong hundredths = microseconds % MicrosecondsPerSecond / (MicrosecondsPerSecond / 100);
            text.Add(hundredths < 10 ? ".0"u8 : "."u8);
            text.Add(hundredths);
        }
    }
}
