using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Proc;

/// <summary>What makes a file of /proc. The values are a node's Generator.</summary>
internal enum ProcFile : uint
{
    None,
    Root,
    Process,
    Self,
    MemoryUse,
    Uptime,
    Mounts,
    Load,
    ProcessorUse,
    Processor,
    Version,
    ProcessStatus,
    LongProcessStatus,
    ProcessMemory,
    ProcessPages,
    CommandLine,
    ShortName,
    Executable,
}

/// <summary>
/// The tree of /proc: ordinary folders and files, but that a process's folder comes and goes when somebody looks into
/// /proc, and that a text is made when it is read from its start. So processes cost nothing for it that nobody looks
/// at.
/// </summary>
public static class ProcTree
{
    private const uint FolderRights = 0x16D;
    private const uint FileRights = NodeMode.File | 0x124;
    private const uint LinkRights = NodeMode.Link | 0x1FF;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Makes /proc, unless there is something by that name. False when there is no memory for it.
        /// </summary>
        public bool TryMakeProc()
        {
            Errno error = system.Files.MakeFolder(system.Files.Root, "proc"u8, FolderRights);
            if (error is not (Errno.None or Errno.EEXIST)
                || system.Files.Resolve(system.Files.Root, "proc"u8, follows: false, out Handle root) != Errno.None)
            {
                return false;
            }

            bool isMade = system.TryMake(root, "self"u8, LinkRights, ProcFile.Self, 0)
                && system.TryMake(root, "meminfo"u8, FileRights, ProcFile.MemoryUse, 0)
                && system.TryMake(root, "uptime"u8, FileRights, ProcFile.Uptime, 0)
                && system.TryMake(root, "mounts"u8, FileRights, ProcFile.Mounts, 0)
                && system.TryMake(root, "loadavg"u8, FileRights, ProcFile.Load, 0)
                && system.TryMake(root, "stat"u8, FileRights, ProcFile.ProcessorUse, 0)
                && system.TryMake(root, "cpuinfo"u8, FileRights, ProcFile.Processor, 0)
                && system.TryMake(root, "version"u8, FileRights, ProcFile.Version, 0);
            system.Files.Nodes[root].Generator = (uint)ProcFile.Root;
            return isMade;
        }

        /// <summary>
        /// Makes the folders of processes that have none yet, and removes those of processes that are no more.
        /// </summary>
        public void Refresh(Handle folder)
        {
            if ((ProcFile)system.Files.Nodes[folder].Generator != ProcFile.Root)
            {
                return;
            }

            // What is made meanwhile looks into the folder, too.
            system.Files.Nodes[folder].Generator = 0;
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                uint next = system.Files.Entries[entry].Next;
                Handle node = system.Files.Entries[entry].Node;
                ref Node listed = ref system.Files.Nodes[node];
                if ((ProcFile)listed.Generator == ProcFile.Process && system.Processes.Find(listed.Subject) == 0)
                {
                    system.RemoveProcess(folder, entry, node);
                }

                entry = next;
            }

            for (uint process = 1; process < system.Processes.End; process++)
            {
                uint id = system.Processes[process].Id;
                if (id != 0 && !system.HasFolder(folder, id))
                {
                    system.MakeProcess(folder, id);
                }
            }

            system.Files.Nodes[folder].Generator = (uint)ProcFile.Root;
        }

        private bool HasFolder(Handle folder, uint id)
        {
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                ref Node node = ref system.Files.Nodes[system.Files.Entries[entry].Node];
                if ((ProcFile)node.Generator == ProcFile.Process && node.Subject == id)
                {
                    return true;
                }

                entry = system.Files.Entries[entry].Next;
            }

            return false;
        }

        // Without memory for it a process has no folder, or not all of its files, until somebody looks again.
        private void MakeProcess(Handle root, uint id)
        {
            Span<byte> name = stackalloc byte[10];
            int at = name.Length;
            for (uint rest = id; rest != 0; rest /= 10)
            {
                name[--at] = (byte)('0' + (rest % 10));
            }

            name = name.Slice(at);
            if (system.Files.MakeFolder(root, name, FolderRights) != Errno.None
                || system.Files.Resolve(root, name, follows: false, out Handle folder) != Errno.None)
            {
                return;
            }

            system.Files.Nodes[folder].Generator = (uint)ProcFile.Process;
            system.Files.Nodes[folder].Subject = id;
            _ = system.TryMake(folder, "stat"u8, FileRights, ProcFile.ProcessStatus, id)
                && system.TryMake(folder, "status"u8, FileRights, ProcFile.LongProcessStatus, id)
                && system.TryMake(folder, "statm"u8, FileRights, ProcFile.ProcessPages, id)
                && system.TryMake(folder, "maps"u8, FileRights, ProcFile.ProcessMemory, id)
                && system.TryMake(folder, "cmdline"u8, FileRights, ProcFile.CommandLine, id)
                && system.TryMake(folder, "comm"u8, FileRights, ProcFile.ShortName, id)
                && system.TryMake(folder, "exe"u8, LinkRights, ProcFile.Executable, id);
        }

        private void RemoveProcess(Handle root, uint entry, Handle folder)
        {
            uint file = system.Files.Nodes[folder].Entries.First;
            while (file != 0)
            {
                uint next = system.Files.Entries[file].Next;
                Handle node = system.Files.Entries[file].Node;
                system.Files.RemoveEntry(folder, file);
                system.Files.FreeUnused(node);
                file = next;
            }

            system.Files.DropFolder(root, entry);
        }

        private bool TryMake(Handle folder, ReadOnlySpan<byte> name, uint mode, ProcFile generator, uint subject)
        {
            if (!system.Files.TryReserveEntry(name.Length)
                || system.Files.TakeNode(mode, 0, out Handle made) != Errno.None)
            {
                return false;
            }

            system.Files.Nodes[made].Generator = (uint)generator;
            system.Files.Nodes[made].Subject = subject;
            system.Files.AddEntry(folder, name, made);
            return true;
        }
    }
}
