// A booted machine with address spaces, and programs that touch their memory as the processor lets them.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.SpaceTests;

internal enum PoolKind
{
    Regions,
    Spaces,
    Objects,
}

/// <summary>
/// Address spaces on one simulated processor. The structures are fields, as in the kernel: they are used in place.
/// </summary>
public sealed class SpaceWorld : World
{
    /// <summary>A page that no source can be read for.</summary>
    public const uint UnreadablePage = 77;

    private const uint Directories = 0xC000_0000;
    private const uint FirstWindow = (MemoryLayout.ScratchSlotBase >> 12) + 64;

    public AddressSpaces<TestSpaceMachine> Spaces;
    public readonly FrameRecord[] Records;
    public readonly Region[] RegionRecords;
    public readonly Space[] SpaceRecords;
    public readonly MemoryObject[] ObjectRecords;

    private readonly uint _recordStep;
    private readonly uint[] _recordCounts = [1, 1, 1];
    private uint _extensionsUntilFailure = uint.MaxValue;

    private SpaceWorld(WorldOptions options, int regions, uint recordStep)
        : base(options)
    {
        Records = new FrameRecord[options.MemoryEnd >> 12];
        RegionRecords = new Region[regions];
        SpaceRecords = new Space[64];
        ObjectRecords = new MemoryObject[64];
        _recordStep = recordStep;
    }

    /// <summary>Pages that were copied.</summary>
    public uint Copies { get; set; }

    /// <summary>Pages whose translations were dropped one by one.</summary>
    public uint PageDrops { get; set; }

    /// <summary>How often all translations were dropped, but for loads of a directory.</summary>
    public uint Drops { get; set; }

    /// <summary>How often a table was shown in its window.</summary>
    public uint TableShows { get; private set; }

    /// <summary>How often a frame was shown to be filled or written.</summary>
    public uint TargetShows { get; private set; }

    /// <summary>Faults that programs have had.</summary>
    public uint Faults { get; private set; }

    /// <summary>Frames allocated before the first space, the zero frame among them.</summary>
    public uint FramesAtStart { get; private set; }

    public static SpaceWorld Boot(WorldOptions? options = null, int regions = 256, uint reserve = 0,
        uint recordStep = 16)
    {
        SpaceWorld world = new(options ?? new WorldOptions(), regions, recordStep);
        world.StartFrames();
        world.StartPaging();

        // The kernel's part has its tables before there is a space.
        Assert.Equal(MapError.None, world.Paging.MapNewFrame(new VirtualAddress(Directories)));
        Assert.True(world.Spaces.TryInitialise(new TestSpaceMachine(world), reserve));
        world.FramesAtStart = world.Frames.Allocator.AllocatedFrames;
        return world;
    }

    /// <summary>
    /// What all sources show, each from its number less one on; empty: words that tell source and page.
    /// </summary>
    public byte[] SourceFile { get; set; } = [];

    /// <summary>The word that fills a page of a source.</summary>
    public static uint SourceWord(uint source, uint page) => (source << 16) | (page + 1);

    /// <summary>
    /// Lets the <paramref name="nth"/> request for memory for records fail, and all later ones; 0 for none.
    /// </summary>
    public void FailExtension(uint nth) => _extensionsUntilFailure = nth == 0 ? uint.MaxValue : nth;

    public uint Create()
    {
        Assert.Equal(SpaceError.None, Spaces.Create(out uint space));
        return space;
    }

    /// <summary>A private anonymous region.</summary>
    public static Region Anonymous(uint first, uint pages, Rights rights = Rights.Read | Rights.Write) =>
        new() { First = first, Pages = pages, Rights = rights, MayHave = Rights.All };

    /// <summary>The program of a space reads a word as the processor lets it; faults are handled.</summary>
    public SpaceError TryRead(uint space, uint address, out uint value)
    {
        SpaceError error = Touch(space, address, Access.Read, out uint physical);
        value = error == SpaceError.None ? Processor.Memory.ReadWord(physical) : 0;
        return error;
    }

    public SpaceError TryWrite(uint space, uint address, uint value)
    {
        SpaceError error = Touch(space, address, Access.Write, out uint physical);
        if (error == SpaceError.None)
        {
            Processor.Memory.WriteWord(physical, value);
        }

        return error;
    }

    public uint Read(uint space, uint address)
    {
        Assert.Equal(SpaceError.None, TryRead(space, address, out uint value));
        return value;
    }

    public void Write(uint space, uint address, uint value) =>
        Assert.Equal(SpaceError.None, TryWrite(space, address, value));

    /// <summary>
    /// Every invariant: those of the core, those that the processor could see, and the account of all frames.
    /// </summary>
    public void Check()
    {
        Processor.RefuseAnythingStale();
        SpaceFault fault = Spaces.Check(out uint where, out uint page);
        if (fault != SpaceFault.None)
        {
            Assert.Fail($"{fault}: {where}, page 0x{page:x}");
        }

        SpaceAccounts.Check(this);
        CheckWindows();
    }

    /// <summary>Ends all spaces. Nothing is left but their directories, which wait for the next.</summary>
    public void ReleaseAll()
    {
        for (uint space = 1; space < Spaces.Objects.Tables.Pool.End; space++)
        {
            if (Spaces[space].IsTaken)
            {
                Spaces.Release(space);
            }
        }

        uint directories = (uint)SpaceRecords.Count(space => space.DirectoryAddress != 0);
        Assert.Equal(FramesAtStart + directories, Frames.Allocator.AllocatedFrames - ObjectFrames());
    }

    public uint ObjectFrames() => (uint)Records.Count(record => record.Kind == FrameKind.ObjectPage);

    public override Action Save()
    {
        Action goBack = base.Save();
        AddressSpaces<TestSpaceMachine> spaces = Spaces;
        FrameRecord[] records = [.. Records];
        Region[] regions = [.. RegionRecords];
        Space[] spaceRecords = [.. SpaceRecords];
        MemoryObject[] objects = [.. ObjectRecords];
        return () =>
        {
            goBack();
            Spaces = spaces;
            records.CopyTo(Records, 0);
            regions.CopyTo(RegionRecords, 0);
            spaceRecords.CopyTo(SpaceRecords, 0);
            objects.CopyTo(ObjectRecords, 0);
        };
    }

    /// <summary>An index below the count that the core was told; 0 stands for none.</summary>
    internal uint Existing(PoolKind kind, uint index) =>
        index != 0 && index < _recordCounts[(int)kind] ? index
            : throw new InvalidOperationException($"the core looks at record {index} of the {kind}");

    internal uint Extend(PoolKind kind, uint count, int end) => _recordCounts[(int)kind] = Extend(count, end);

    internal uint Extend(uint count, int end)
    {
        if (_extensionsUntilFailure != uint.MaxValue
            && (_extensionsUntilFailure <= 1 || --_extensionsUntilFailure == 0))
        {
            return count;
        }

        return Math.Min(count + _recordStep, (uint)end);
    }

    internal uint Show(Window window, Frame frame)
    {
        TableShows += window == Window.Table ? 1u : 0;
        TargetShows += window == Window.Target ? 1u : 0;
        RecursiveTables<SimulatedMachine> tables = new(Machine);
        uint page = FirstWindow + (uint)window;
        bool wasShown = tables.ReadEntry(page).IsPresent;
        tables.WriteEntry(page, new PageTableEntry(frame, PageFlags.Writable));
        if (wasShown)
        {
            tables.InvalidatePage(page);
        }

        return page << 12;
    }

    internal void Hide(Window window)
    {
        RecursiveTables<SimulatedMachine> tables = new(Machine);
        tables.WriteEntry(FirstWindow + (uint)window, default);
        tables.InvalidatePage(FirstWindow + (uint)window);
    }

    internal bool TryMakeDirectory(uint space, out Frame directory, out uint address)
    {
        address = Directories + (space << 12);
        directory = default;
        if (Paging.MapNewFrame(new VirtualAddress(address)) != MapError.None)
        {
            return false;
        }

        Assert.Equal(MapError.None, Paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical));
        directory = Frame.Containing(physical);
        for (uint d = 0; d < 1024; d++)
        {
            bool isKernels = d < SpaceLayout.FirstPage >> 10
                || (d >= SpaceLayout.EndPage >> 10 && d < MemoryLayout.RecursiveSlot);
            uint entry = isKernels ? Processor.Memory.ReadWord(Options.Directory + (d << 2)) : 0;
            Machine.Store(address + (d << 2), d == MemoryLayout.RecursiveSlot ? physical.Value | 3 : entry);
        }

        return true;
    }

    /// <summary>No directory leads to a frame that is given back, loaded or not (S7).</summary>
    internal void RefuseReachable(Frame frame)
    {
        foreach (Space space in SpaceRecords.Where(space => space.IsTaken))
        {
            foreach ((uint d, uint table) in SpaceAccounts.TablesOf(this, space))
            {
                bool isNamed = table == frame.Number;
                foreach (uint entry in Processor.Memory.ReadTable(table))
                {
                    isNamed |= entry != 0 && entry >> 12 == frame.Number;
                }

                if (isNamed)
                {
                    Assert.Fail($"frame {frame.Number} is freed while a space has it below directory entry {d}");
                }
            }
        }
    }

    /// <summary>Nothing is seen through a window between operations, but for the table that was used last.</summary>
    private void CheckWindows()
    {
        RecursiveTables<SimulatedMachine> tables = new(Machine);
        PageTableEntry table = tables.ReadEntry(FirstWindow + (uint)Window.Table);
        Assert.True(!table.IsPresent || Records[table.Frame.Number].Kind == FrameKind.Table,
            $"frame {table.Frame.Number} is seen through the tables' window and is none");
        Assert.False(tables.ReadEntry(FirstWindow + (uint)Window.Source).IsPresent, "the source window is open");
        Assert.False(tables.ReadEntry(FirstWindow + (uint)Window.Target).IsPresent, "the target window is open");
    }

    private SpaceError Touch(uint space, uint address, Access access, out uint physical)
    {
        if (Spaces.Objects.Tables.Loaded != space)
        {
            Spaces.Load(space);
        }

        for (int tries = 0; !Processor.TryTranslateForUser(address, access == Access.Write, out physical); tries++)
        {
            Assert.True(tries < 2, $"the access to 0x{address:x8} faults again and again");
            Faults++;
            SpaceError error = Spaces.HandleFault(space, new VirtualAddress(address), access, out _);
            if (error != SpaceError.None)
            {
                return error;
            }
        }

        return SpaceError.None;
    }
}
