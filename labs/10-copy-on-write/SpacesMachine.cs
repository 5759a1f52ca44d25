// The machine of lab 10: several spaces, a frame of zeroes, and a kernel's part that is the same in all spaces.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Programs;
using Osmosis.Simulation;

namespace Osmosis.Lab.CopyOnWrite;

internal sealed class SpacesMachine : ProgramMachine
{
    /// <summary>Three spaces that wrote everywhere would need sixteen.</summary>
    private const int FrameCount = 13;

    private const uint ZeroFrameNumber = 0xA;
    private const uint KernelTable = 0xB;
    private const uint KernelFrame = 0xC;
    private const uint KernelPage = 0x0000_1000;
    private const uint UserWritable = 7;

    /// <summary>The directory entries of the kernel that are in use: on both sides of the program's, and the first.
    /// </summary>
    private static readonly uint[] _kernelEntries = [0, 31, 768];

    public SpacesMachine(IReadOnlySet<string> forgiven)
        : base(FrameCount, forgiven, SpacePages.Regions)
    {
        foreach (uint frame in (uint[])[ZeroFrameNumber, KernelTable, KernelFrame])
        {
            Processor.Memory.Fill(frame << 12, 0, 1024);
        }

        Processor.Memory.WriteWord((KernelTable << 12) + (KernelPage >> 10), (KernelFrame << 12) | 3);
        First = Zeroed();
        foreach (uint entry in _kernelEntries)
        {
            Processor.Memory.WriteWord(First + (entry * 4), (KernelTable << 12) | 3);
        }

        foreach (uint page in SpacePages.All)
        {
            Map(page);
        }

        Processor.LoadCr3(First);
    }

    /// <summary>The frame of zeroes.</summary>
    public static uint ZeroFrame => ZeroFrameNumber << 12;

    /// <summary>The directory of the first space.</summary>
    public uint First { get; }

    /// <summary>The directories of the spaces that the model has.</summary>
    public Func<IEnumerable<uint>> Spaces { get; set; } = () => [];

    /// <summary>The directory of the space that is being ended; 0: none is.</summary>
    public uint Leaving { get; set; }

    public override uint Directory => Processor.Cr3;

    public override uint Notes => NotesFrame << 12;

    /// <summary>A flush: the loaded directory once more.</summary>
    public override void LoadDirectory(uint address)
    {
        Note(MachineEventKind.Control, address);
        if (address != Processor.Cr3)
        {
            Fail(RuleNames.Answers, "another directory is loaded: only the scheduler switches",
                new Fact("loaded is", $"0x{Processor.Cr3:x8}"), new Fact("the answer loads", $"0x{address:x8}"),
                Blame.Here);
        }

        Processor.LoadCr3(address);
    }

    /// <summary>Rule owners: no space but the one that ends still has the frame.</summary>
    public override void FreeFrame(uint address)
    {
        foreach (uint directory in Spaces().Where(directory => directory != Leaving && IsTaken(address >> 12)))
        {
            if ((FramesOf(directory) & Bit(address >> 12)) == 0)
            {
                continue;
            }

            if (Forgiven.Contains(RuleNames.Owners))
            {
                return;
            }

            Fail(RuleNames.Owners, $"FreeFrame(0x{address:x8}): a space still has the frame",
                new Fact("the space with the directory", $"0x{directory:x8} has it"),
                new Fact("given back", $"0x{address:x8}"), Blame.Here);
        }

        base.FreeFrame(address);
    }

    /// <summary>The frames of a space: its directory, its tables, its pages.</summary>
    public uint FramesOf(uint directory)
    {
        uint frames = Bit(directory >> 12);
        foreach (uint frame in MappingWitness.Tables(Processor.Memory, directory).Values
            .Concat(this.Mappings(directory).Select(mapping => mapping.Physical >> 12)))
        {
            frames |= IsTaken(frame) ? Bit(frame) : 0;
        }

        return frames;
    }

    /// <summary>The number of mappings that are the kernel's, in every space.</summary>
    public static int KernelMappings => _kernelEntries.Length;

    /// <summary>Whether a mapping is the kernel's, as it must be in every space.</summary>
    public static bool IsKernels(Mapping mapping) => (mapping.Page & 0x3F_FFFF) == KernelPage
        && Array.IndexOf(_kernelEntries, mapping.Page >> 22) >= 0
        && mapping is { Physical: KernelFrame << 12, IsWritable: true, IsUser: false };

    protected override string? OwnerInTheWay(uint frame, bool isWrite) =>
        IsTaken(frame) || frame == NotesFrame || (frame == ZeroFrameNumber && !isWrite) ? null
        : frame == ZeroFrameNumber ? "the frame of zeroes, which nobody writes to"
        : frame - FirstFrame < Frames ? "nobody's: it is free"
        : "the kernel's";

    private void Map(uint page)
    {
        uint slot = First + ((page >> 22) * 4);
        if (!Processor.Memory.TryReadWord(slot, out uint entry) || entry == 0)
        {
            entry = Zeroed() | UserWritable;
            Processor.Memory.WriteWord(slot, entry);
        }

        bool isZero = page == SpacePages.OfZeroes;
        uint frame = isZero ? ZeroFrame : Zeroed();
        if (!isZero)
        {
            Processor.Memory.Fill(frame, SpacePages.FillOf(page), 1024);
        }

        bool isWritable = TryFindRegion(page, out bool mayWrite) && mayWrite && !isZero;
        Processor.Memory.WriteWord((entry & ~0xFFFu) + ((page >> 12 & 1023) * 4), frame | (isWritable ? 7u : 5u));
    }

    private uint Zeroed()
    {
        TryAllocateFrame(out uint frame);
        Processor.Memory.Fill(frame, 0, 1024);
        return frame;
    }
}
