using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Proc;

/// <summary>
/// The texts of /proc about a process, as Documentation/filesystems/proc.rst of Linux describes them.
/// </summary>
internal static class ProcessTexts
{
    private const int FieldsBehindParent = 48;
    private const uint MostArgumentBytes = 4096;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        public void WriteProcess(ref GeneratedText<T> text, ProcFile file, uint process)
        {
            ref Process shown = ref system.Processes[process];
            switch (file)
            {
                case ProcFile.ProcessStatus:
                    system.WriteStatus(ref text, in shown);
                    break;
                case ProcFile.LongProcessStatus:
                    system.WriteLongStatus(ref text, in shown);
                    break;
                case ProcFile.ProcessPages:
                    text.Add(system.PagesOf(in shown));
                    text.Add((byte)' ');
                    text.Add(system.ResidentOf(in shown));
                    text.Add(" 0 0 0 0 0\n"u8);
                    break;
                case ProcFile.ProcessMemory:
                case ProcFile.ProcessSizes:
                    system.WriteRegions(ref text, in shown, hasSizes: file == ProcFile.ProcessSizes);
                    break;
                case ProcFile.CommandLine:
                    system.WriteArguments(ref text, in shown);
                    break;
                case ProcFile.ShortName:
                    text.Add(shown.Name.Text);
                    text.Add((byte)'\n');
                    break;
            }
        }

        private uint PagesOf(in Process process) => process.IsZombie ? 0 : system.Spaces[process.Space].Pages;

        private uint ResidentOf(in Process process) => process.IsZombie ? 0 : system.Spaces.CountHeld(process.Space);

        private byte StateOf(in Process process) => process.IsZombie ? (byte)'Z'
            : system.Processes.Thread(process.Thread).State == ThreadState.Waits ? (byte)'S'
            : (byte)'R';

        private uint ParentOf(in Process process) => process.Parent == 0 ? 0 : system.Processes[process.Parent].Id;

        // pid (name) state ppid, then 48 numbers, of which those that nobody keeps are 0.
        private void WriteStatus(ref GeneratedText<T> text, in Process process)
        {
            text.Add(process.Id);
            text.Add(" ("u8);
            text.Add(process.Name.Text);
            text.Add(") "u8);
            text.Add(system.StateOf(in process));
            text.Add((byte)' ');
            text.Add(system.ParentOf(in process));
            for (int field = 0; field < FieldsBehindParent; field++)
            {
                text.Add((byte)' ');
                text.Add(field switch
                {
                    5 => process.Faults,
                    9 => process.Ticks,
                    11 => process.ChildTicks,
                    13 => 20UL,
                    15 => 1UL,
                    18 => (ulong)system.PagesOf(in process) << MemoryLayout.PageShift,
                    19 => system.ResidentOf(in process),
                    20 => uint.MaxValue,
                    _ => 0UL,
                });
            }

            text.Add((byte)'\n');
        }

        private void WriteLongStatus(ref GeneratedText<T> text, in Process process)
        {
            text.Add("Name:\t"u8);
            text.Add(process.Name.Text);
            text.Add("\nUmask:\t0"u8);
            text.Add((process.Mask >> 6) & 7);
            text.Add((process.Mask >> 3) & 7);
            text.Add(process.Mask & 7);
            text.Add("\nState:\t"u8);
            text.Add(system.StateOf(in process));
            text.Add("\nTgid:\t"u8);
            text.Add(process.Id);
            text.Add("\nPid:\t"u8);
            text.Add(process.Id);
            text.Add("\nPPid:\t"u8);
            text.Add(system.ParentOf(in process));
            text.Add("\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"u8);
            text.AddSize("VmSize:"u8, system.PagesOf(in process));
            text.AddSize("VmRSS:"u8, system.ResidentOf(in process));
            text.Add("Threads:\t1\n"u8);
        }

        private void WriteRegions(ref GeneratedText<T> text, in Process process, bool hasSizes)
        {
            if (process.IsZombie)
            {
                return;
            }

            uint page = 0;
            while (system.Spaces.TryFindRegion(process.Space, page, out Region region))
            {
                text.AddHex(region.First << MemoryLayout.PageShift);
                text.Add((byte)'-');
                text.AddHex(region.End << MemoryLayout.PageShift);
                text.Add((byte)' ');
                text.Add((region.Rights & Rights.Read) != 0 ? (byte)'r' : (byte)'-');
                text.Add((region.Rights & Rights.Write) != 0 ? (byte)'w' : (byte)'-');
                text.Add((region.Rights & Rights.Execute) != 0 ? (byte)'x' : (byte)'-');
                text.Add(region.IsShared ? (byte)'s' : (byte)'p');
                text.Add((byte)' ');
                text.AddHex(region.Offset << MemoryLayout.PageShift);
                text.Add(region.Object == 0 ? " 00:00 0"u8 : " 00:01 "u8);
                system.WriteRegionName(ref text, in process, in region);
                text.Add((byte)'\n');
                if (hasSizes)
                {
                    system.WriteSizes(ref text, process.Space, in region);
                }

                page = region.End;
            }
        }

        // An object has no name of its own: the program's own file is recognised, others show their object's number.
        private void WriteRegionName(ref GeneratedText<T> text, in Process process, in Region region)
        {
            uint breakStart = system.Spaces[process.Space].BreakStart;
            if (region.Object != 0 && region.Object == system.Files.Nodes[process.Executable].Contents)
            {
                text.Add(process.Executable.Value);
                text.Add("          "u8);
                system.WritePath(ref text, process.Executable);
            }
            else if (region.Object != 0)
            {
                text.Add(region.Object);
            }
            else if (region.GrowsDown)
            {
                text.Add("          [stack]"u8);
            }
            else if (region.First == breakStart)
            {
                text.Add("          [heap]"u8);
            }
        }

        private void WriteArguments(ref GeneratedText<T> text, in Process process)
        {
            Span<byte> piece = stackalloc byte[64];
            uint end = Math.Min(process.ArgumentsEnd, process.ArgumentsStart + MostArgumentBytes);
            for (uint at = process.ArgumentsStart; !process.IsZombie && at < end;)
            {
                Span<byte> some = piece.Slice(0, (int)Math.Min(end - at, (uint)piece.Length));
                if (system.Spaces.CopyIn(process.Space, new VirtualAddress(at), some, out _) != SpaceError.None)
                {
                    return;
                }

                text.Add(some);
                at += (uint)some.Length;
            }
        }

        internal void WritePath(ref GeneratedText<T> text, Handle file)
        {
            Span<byte> buffer = system.Page;
            Outcome outcome = system.Files.PathOfFile(file, buffer);
            if (outcome.Error == Errno.None)
            {
                text.Add(buffer.Slice(buffer.Length - (int)outcome.Value, (int)outcome.Value - 1));
            }
        }
    }
}
