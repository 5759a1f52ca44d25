using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Proc;

/// <summary>
/// What makes a file of /proc: the lowest byte of a node's Generator. Behind it is a descriptor's number.
/// </summary>
internal enum ProcFile : byte
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
    ProcessSizes,
    ProcessPages,
    CommandLine,
    ShortName,
    Executable,
    WorkingFolder,
    RootFolder,
    Descriptors,
    Descriptor,
}

/// <summary>
/// The tree of /proc: ordinary folders and files, but that a process's folder comes and goes when somebody looks into
/// /proc, and that a text is made when it is read from its start. So processes cost nothing for it that nobody looks
/// at.
/// </summary>
public static class ProcTree
{
    internal const int MostDigits = 10;

    private const int DescriptorShift = 8;
    private const uint RootRights = 0x16D;
    private const uint FolderRights = NodeMode.Folder | RootRights;
    private const uint OwnFolderRights = NodeMode.Folder | 0x140;
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
            Errno error = system.Files.MakeFolder(system.Files.Root, "proc"u8, RootRights);
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
        /// Makes the folders of processes that have none yet, and removes those of processes that are no more. The same
        /// for descriptors in a process's folder of them.
        /// </summary>
        public void Refresh(Handle folder)
        {
            switch (FileOf(in system.Files.Nodes[folder]))
            {
                case ProcFile.Root:
                    system.RefreshRoot(folder);
                    break;
                case ProcFile.Descriptors:
                    system.RefreshDescriptors(folder);
                    break;
            }
        }

        private void RefreshRoot(Handle folder)
        {
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                uint next = system.Files.Entries[entry].Next;
                Handle node = system.Files.Entries[entry].Node;
                ref Node listed = ref system.Files.Nodes[node];
                if (FileOf(in listed) == ProcFile.Process && system.Processes.Find(listed.Subject) == 0)
                {
                    system.Empty(node);
                    system.Files.DropFolder(folder, entry);
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
        }

        private bool HasFolder(Handle folder, uint id)
        {
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                ref Node node = ref system.Files.Nodes[system.Files.Entries[entry].Node];
                if (FileOf(in node) == ProcFile.Process && node.Subject == id)
                {
                    return true;
                }

                entry = system.Files.Entries[entry].Next;
            }

            return false;
        }

        // Without memory for all of it a process has no folder until somebody looks again.
        private void MakeProcess(Handle root, uint id)
        {
            Span<byte> digits = stackalloc byte[MostDigits];
            ReadOnlySpan<byte> name = NameOf(id, digits);
            bool isMade = system.TryMake(root, name, FolderRights, ProcFile.Process, id, out Handle folder);
            if (isMade && !system.TryMakeFiles(folder, id))
            {
                system.Empty(folder);
                system.Files.DropFolder(root, system.Files.FindEntry(root, name));
            }
        }

        private bool TryMakeFiles(Handle folder, uint id) =>
            system.TryMake(folder, "stat"u8, FileRights, ProcFile.ProcessStatus, id)
            && system.TryMake(folder, "status"u8, FileRights, ProcFile.LongProcessStatus, id)
            && system.TryMake(folder, "statm"u8, FileRights, ProcFile.ProcessPages, id)
            && system.TryMake(folder, "maps"u8, FileRights, ProcFile.ProcessMemory, id)
            && system.TryMake(folder, "smaps"u8, FileRights, ProcFile.ProcessSizes, id)
            && system.TryMake(folder, "cmdline"u8, FileRights, ProcFile.CommandLine, id)
            && system.TryMake(folder, "comm"u8, FileRights, ProcFile.ShortName, id)
            && system.TryMake(folder, "exe"u8, LinkRights, ProcFile.Executable, id)
            && system.TryMake(folder, "cwd"u8, LinkRights, ProcFile.WorkingFolder, id)
            && system.TryMake(folder, "root"u8, LinkRights, ProcFile.RootFolder, id)
            && system.TryMake(folder, "fd"u8, OwnFolderRights, ProcFile.Descriptors, id);

        /// <summary>Removes what is in a folder, and in a folder in it.</summary>
        private void Empty(Handle folder)
        {
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                uint next = system.Files.Entries[entry].Next;
                Handle node = system.Files.Entries[entry].Node;
                if (system.Files.Nodes[node].IsFolder)
                {
                    system.Empty(node);
                    system.Files.DropFolder(folder, entry);
                }
                else
                {
                    system.Files.DropFile(folder, entry);
                }

                entry = next;
            }
        }

        private bool TryMake(Handle folder, ReadOnlySpan<byte> name, uint mode, ProcFile generator, uint subject) =>
            system.TryMake(folder, name, mode, generator, subject, out _);

        /// <summary>Makes a node with a name. False, and nothing is made, without memory for it.</summary>
        /// <param name="folder">Where.</param>
        /// <param name="name">Its name.</param>
        /// <param name="mode">Kind and rights; a folder's entries come when somebody looks into it.</param>
        /// <param name="generator">What makes its contents.</param>
        /// <param name="subject">The number of the process that it is about; 0 for none.</param>
        /// <param name="made">The node.</param>
        /// <param name="descriptor">The descriptor that it is about.</param>
        internal bool TryMake(Handle folder, ReadOnlySpan<byte> name, uint mode, ProcFile generator, uint subject,
            out Handle made, uint descriptor = 0)
        {
            made = default;
            if (!system.Files.TryReserveEntry(name.Length)
                || system.Files.TakeNode(mode, 0, out made) != Errno.None)
            {
                return false;
            }

            system.Files.Nodes[made].Generator = (uint)generator | (descriptor << DescriptorShift);
            system.Files.Nodes[made].Subject = subject;
            system.Files.AddEntry(folder, name, made);
            return true;
        }
    }

    /// <summary>What makes a node.</summary>
    internal static ProcFile FileOf(in Node node) => (ProcFile)node.Generator;

    /// <summary>The descriptor that a link of /proc is about.</summary>
    internal static uint DescriptorOf(in Node node) => node.Generator >> DescriptorShift;

    /// <summary>A number in decimal, in a buffer of <see cref="MostDigits"/> bytes.</summary>
    internal static ReadOnlySpan<byte> NameOf(uint number, Span<byte> buffer)
    {
        number.TryFormat(buffer, out int length);
        return buffer.Slice(0, length);
    }
}
