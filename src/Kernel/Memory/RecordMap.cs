using Osmosis.Memory;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Where the records of spaces and programs lie in the kernel's part of the address space. Its tables are there from
/// boot; pages are mapped as they are needed:
/// <code>
/// 0xF8000000  directories of spaces, a page each                      4 MiB
/// 0xF8400000  regions                                                 4 MiB
/// 0xF8800000  threads                                                 2 MiB
/// 0xF8A00000  processes                                             512 KiB
/// 0xF8A80000  spaces                                                512 KiB
/// 0xF8B00000  nodes of files                                          2 MiB
/// 0xF8D00000  objects                                                 1 MiB
/// 0xF8E00000  pieces of names                                         1 MiB
/// 0xF8F00000  entries of folders                                    512 KiB
/// 0xF8F80000  open files                                            256 KiB
/// 0xF8FC0000  blocks of descriptors                                 256 KiB
/// 0xF9000000  a record of 32 bytes for each frame of RAM    up to    32 MiB
/// 0xFF840000  three pages through which a frame is seen
/// </code>
/// </summary>
internal static class RecordMap
{
    public const uint Directories = MemoryLayout.Records;
    public const uint DirectoriesEnd = Directories + (4u << 20);
    public const uint Frames = ObjectsStart + (3u << 20);

    private const uint ThreadsStart = DirectoriesEnd + (4u << 20);
    private const uint ProcessesStart = ThreadsStart + (2u << 20);
    private const uint SpacesStart = ProcessesStart + (512u << 10);
    private const uint NodesStart = SpacesStart + (512u << 10);
    private const uint ObjectsStart = NodesStart + (2u << 20);
    private const uint PiecesStart = ObjectsStart + (1u << 20);
    private const uint EntriesStart = PiecesStart + (1u << 20);
    private const uint OpenFilesStart = EntriesStart + (512u << 10);
    private const uint BlocksStart = OpenFilesStart + (256u << 10);

    public static RecordArea<Region> Regions => new(DirectoriesEnd, ThreadsStart);

    public static RecordArea<Thread> Threads => new(ThreadsStart, ProcessesStart);

    public static RecordArea<Process> Processes => new(ProcessesStart, SpacesStart);

    public static RecordArea<Space> Spaces => new(SpacesStart, NodesStart);

    public static RecordArea<Node> Nodes => new(NodesStart, ObjectsStart);

    public static RecordArea<MemoryObject> Objects => new(ObjectsStart, PiecesStart);

    public static RecordArea<NamePiece> Pieces => new(PiecesStart, EntriesStart);

    public static RecordArea<FolderEntry> Entries => new(EntriesStart, OpenFilesStart);

    public static RecordArea<OpenFile> OpenFiles => new(OpenFilesStart, BlocksStart);

    public static RecordArea<DescriptorBlock> DescriptorBlocks => new(BlocksStart, Frames);
}
