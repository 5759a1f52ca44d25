using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Proc;

/// <summary>
/// The links of /proc that lead to a file itself, also when it has no name: what a process runs, its folders, and what
/// it has open.
/// </summary>
public static class ProcLinks
{
    private const uint OwnerMayRead = 0x140;
    private const uint OwnerMayWrite = 0xC0;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// Where a link of /proc leads; none for one whose text says it. ENOENT when there is nothing any more.
        /// </summary>
        public Errno FindTarget(Handle link, out Handle target)
        {
            target = default;
            ref Node followed = ref system.Files.Nodes[link];
            ProcFile file = ProcTree.FileOf(in followed);
            if (file is not (ProcFile.Executable or ProcFile.WorkingFolder or ProcFile.RootFolder
                or ProcFile.Descriptor))
            {
                return Errno.None;
            }

            uint index = system.Processes.Find(followed.Subject);
            if (index != 0 && !system.Processes[index].IsZombie)
            {
                ref Process process = ref system.Processes[index];
                target = file switch
                {
                    ProcFile.Executable => process.Executable,
                    ProcFile.WorkingFolder => process.Folder,
                    ProcFile.RootFolder => system.Files.Root,
                    _ => system.NodeOf(in process.Descriptors, ProcTree.DescriptorOf(in followed)),
                };
            }

            return target.IsNone ? Errno.ENOENT : Errno.None;
        }

        /// <summary>
        /// Makes links for descriptors that have none yet, and removes those of descriptors that are closed.
        /// </summary>
        internal void RefreshDescriptors(Handle folder)
        {
            uint id = system.Files.Nodes[folder].Subject, process = system.Processes.Find(id);
            DescriptorTable table = process == 0 ? default : system.Processes[process].Descriptors;
            uint entry = system.Files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                uint next = system.Files.Entries[entry].Next;
                Handle link = system.Files.Entries[entry].Node;
                if (system.NodeOf(in table, ProcTree.DescriptorOf(in system.Files.Nodes[link])).IsNone)
                {
                    system.Files.DropFile(folder, entry);
                }

                entry = next;
            }

            Span<byte> digits = stackalloc byte[ProcTree.MostDigits];
            for (uint descriptor = 0; system.Files.BlockOf(in table, descriptor) != 0; descriptor++)
            {
                Handle opened = system.Files.Find(in table, descriptor);
                if (!opened.IsNone)
                {
                    system.Show(folder, ProcTree.NameOf(descriptor, digits), opened, id, descriptor);
                }
            }
        }

        /// <summary>
        /// The text of a link that leads to a node: its path, or what kind of thing it is without one.
        /// </summary>
        internal void WriteTarget(ref GeneratedText<T> text, Handle target)
        {
            ref Node node = ref system.Files.Nodes[target];
            if (node.Kind == NodeMode.Pipe && node.Pipe.IsNameless)
            {
                text.Add("pipe:["u8);
                text.Add(target.Value);
                text.Add((byte)']');
            }
            else if (node.Links == 0)
            {
                text.Add("(deleted)"u8);
            }
            else
            {
                system.WritePath(ref text, target);
            }
        }

        // Its rights say how the file was opened. Without memory for it a descriptor has no link until somebody looks
        // again.
        private void Show(Handle folder, ReadOnlySpan<byte> name, Handle opened, uint id, uint descriptor)
        {
            ref OpenFile file = ref system.Files.Opened[opened];
            uint mode = NodeMode.Link | (file.MayRead ? OwnerMayRead : 0) | (file.MayWrite ? OwnerMayWrite : 0);
            uint entry = system.Files.FindEntry(folder, name);
            if (entry == 0)
            {
                _ = system.TryMake(folder, name, mode, ProcFile.Descriptor, id, out _, descriptor);
            }
            else
            {
                system.Files.Nodes[system.Files.Entries[entry].Node].Mode = mode;
            }
        }

        private Handle NodeOf(in DescriptorTable table, uint descriptor)
        {
            Handle opened = system.Files.Find(in table, descriptor);
            return opened.IsNone ? default : system.Files.Opened[opened].Node;
        }
    }
}
