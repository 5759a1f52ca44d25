using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// A file system in memory. Nodes, entries and open files are records in pools; contents are memory objects, so that
/// each page of a file is in memory once. Everybody is root: permissions are kept, and not checked. Every operation
/// checks everything, then takes everything, then changes; a refused one has changed nothing. Not safe against
/// interrupts. The default value is not usable.
/// </summary>
/// <typeparam name="T">What is around the files.</typeparam>
public struct FileSystem<T>
    where T : struct, IFileMachine
{
    /// <summary>Bytes of a path, with the zero that ends it (Linux's PATH_MAX).</summary>
    public const uint LongestPath = 4096;

    /// <summary>Bytes of a name (Linux's NAME_MAX).</summary>
    public const uint LongestName = 255;

    /// <summary>No file has more bytes: so many fit in a memory object.</summary>
    public const ulong LongestFile = 1UL << 32;

    public HandlePool<T, Node> Nodes;
    public HandlePool<T, OpenFile> Opened;
    internal RecordPool<T, FolderEntry> Entries;
    internal RecordPool<T, NamePiece> Pieces;
    internal RecordPool<T, DescriptorBlock> Tables;
    internal T Machine;

    /// <summary>The time, in nanoseconds since 1970. The caller sets it before each call.</summary>
    public ulong Now;

    /// <summary>The folder in which all paths begin.</summary>
    public Handle Root { get; private set; }

    /// <summary>Records that are taken: nodes, entries, pieces of names, open files, blocks of descriptors.</summary>
    public readonly uint Records => Nodes.Taken + Entries.Taken + Pieces.Taken + Opened.Taken + Tables.Taken;

    /// <summary>
    /// Makes the default value a file system with an empty root. False when there is no memory for it.
    /// </summary>
    public bool TryInitialise(T machine)
    {
        Machine = machine;
        Nodes.Initialise(machine);
        Opened.Initialise(machine);
        Entries.Initialise(machine);
        Pieces.Initialise(machine);
        Tables.Initialise(machine);
        if (!Nodes.TryReserve(1))
        {
            return false;
        }

        Root = Nodes.Take(NewNode(NodeMode.Folder | 0x1ED));
        Nodes[Root].Entries.Parent = Root;
        return true;
    }

    /// <summary>Somebody uses a node without a name.</summary>
    public readonly void Hold(Handle node) => Nodes[node].Holds++;

    /// <summary>Somebody no longer does.</summary>
    public void LetGo(Handle node)
    {
        Nodes[node].Holds--;
        FreeUnused(node);
    }

    /// <summary>A process runs the file: nobody may write to it. It must not be open for writing.</summary>
    internal readonly void HoldProgram(Handle node)
    {
        Hold(node);
        Nodes[node].Writers--;
    }

    /// <summary>A process runs the file no longer.</summary>
    internal void LetGoProgram(Handle node)
    {
        Nodes[node].Writers++;
        LetGo(node);
    }

    /// <summary>A node that nobody has yet.</summary>
    internal readonly Node NewNode(uint mode, uint device = 0) => new()
    {
        Mode = mode,
        Device = device,
        Links = (mode & NodeMode.KindMask) == NodeMode.Folder ? 2u : 0,
        Accessed = Now,
        Modified = Now,
        Changed = Now,
    };

    /// <summary>
    /// Frees a node that has neither a name nor a user, and then perhaps the folders that only it had.
    /// </summary>
    internal void FreeUnused(Handle node)
    {
        while (Nodes[node].Links == 0 && Nodes[node].Holds == 0)
        {
            ref Node unused = ref Nodes[node];
            Handle parent = unused.Entries.Parent;
            if (unused.HasContents)
            {
                Machine.ReleaseObject(unused.Contents);
            }

            bool isFolder = unused.IsFolder;
            Nodes.Free(node);
            if (!isFolder)
            {
                return;
            }

            Nodes[parent].Holds--;
            node = parent;
        }
    }

    /// <summary>Takes a node with its object. ENOSPC, and nothing is taken, when there is no memory for it.</summary>
    internal Errno TakeNode(uint mode, uint device, out Handle taken)
    {
        taken = default;
        Node node = NewNode(mode, device);
        if (!Nodes.TryReserve(1) || (node.HasContents && !Machine.TryCreateObject(out node.Contents)))
        {
            return Errno.ENOSPC;
        }

        taken = Nodes.Take(in node);
        return Errno.None;
    }
}
