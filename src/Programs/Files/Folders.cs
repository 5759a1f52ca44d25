using System;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>Entries of folders: found by going through the folder's list and comparing hashes.</summary>
internal static class Folders
{
    extension<T>(ref FileSystem<T> files)
        where T : struct, IFileMachine
    {
        /// <summary>The entry with a name; 0 when there is none.</summary>
        public uint FindEntry(Handle folder, ReadOnlySpan<byte> name)
        {
            uint hash = Names.Hash(name);
            uint entry = files.Nodes[folder].Entries.First;
            while (entry != 0)
            {
                ref readonly FolderEntry candidate = ref files.Entries[entry];
                if (candidate.Hash == hash && files.HasName(in candidate, name))
                {
                    break;
                }

                entry = candidate.Next;
            }

            return entry;
        }

        /// <summary>Sees to it that a name can be added.</summary>
        public bool TryReserveEntry(int nameLength) =>
            files.Entries.TryReserve(1) && files.Pieces.TryReserve(Names.PiecesOf(nameLength));

        /// <summary>
        /// Adds a name for a node. What it takes must have been reserved. A folder's parent becomes this one.
        /// </summary>
        public void AddEntry(Handle folder, ReadOnlySpan<byte> name, Handle node)
        {
            uint added = files.Entries.Take();
            ref Node owner = ref files.Nodes[folder];
            files.Entries[added] = new FolderEntry
            {
                Node = node,
                Previous = owner.Entries.Last,
                Number = ++owner.Entries.Numbers,
                Hash = Names.Hash(name),
                Name = files.Keep(name),
                NameLength = (uint)name.Length,
            };
            if (owner.Entries.Last == 0)
            {
                owner.Entries.First = added;
            }
            else
            {
                files.Entries[owner.Entries.Last].Next = added;
            }

            owner.Entries.Last = added;
            owner.Entries.Count++;
            files.CountName(folder, node, isAdded: true);
        }

        /// <summary>Removes an entry. The node stays, even when this was its last name.</summary>
        public void RemoveEntry(Handle folder, uint entry)
        {
            FolderEntry removed = files.Entries[entry];
            ref Node owner = ref files.Nodes[folder];
            if (removed.Previous == 0)
            {
                owner.Entries.First = removed.Next;
            }
            else
            {
                files.Entries[removed.Previous].Next = removed.Next;
            }

            if (removed.Next == 0)
            {
                owner.Entries.Last = removed.Previous;
            }
            else
            {
                files.Entries[removed.Next].Previous = removed.Previous;
            }

            owner.Entries.Count--;
            files.Forget(removed.Name);
            files.Entries.Free(entry);
            files.CountName(folder, removed.Node, isAdded: false);
        }

        /// <summary>Whether a folder is another one, or lies in it at any depth.</summary>
        public bool IsWithin(Handle folder, Handle outer)
        {
            while (folder.Value != outer.Value)
            {
                Handle parent = files.Nodes[folder].Entries.Parent;
                if (parent.Value == folder.Value)
                {
                    return false;
                }

                folder = parent;
            }

            return true;
        }

        /// <summary>Counts a name and, for a folder, its "..". Notes the time.</summary>
        private void CountName(Handle folder, Handle node, bool isAdded)
        {
            uint change = isAdded ? 1 : uint.MaxValue;
            ref Node owner = ref files.Nodes[folder];
            ref Node named = ref files.Nodes[node];
            owner.Modified = files.Now;
            owner.Changed = files.Now;
            named.Changed = files.Now;
            if (!named.IsFolder)
            {
                named.Links += change;
                return;
            }

            // A folder has one name, and counts itself too: one without a name is gone. While it lives, it holds its
            // parent.
            owner.Links += change;
            if (isAdded)
            {
                named.Links = Math.Max(named.Links, 2);
                named.Entries.Parent = folder;
                owner.Holds++;
            }
        }
    }
}
