// What the tables in physical memory say of frames, read without the core, and compared with the frames' records (S7).
namespace Osmosis.Memory.Tests.SpaceTests;

internal static class SpaceAccounts
{
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint User = 4;

    /// <summary>The tables of a space's program part: directory entry, frame.</summary>
    public static IEnumerable<(uint Directory, uint Frame)> TablesOf(SpaceWorld world, Space space)
    {
        List<(uint, uint)> tables = [];
        ReadOnlySpan<uint> directory = world.Processor.Memory.ReadTable(space.Directory.Number);
        for (uint d = SpaceLayout.FirstPage >> 10; d < SpaceLayout.EndPage >> 10; d++)
        {
            uint entry = directory[(int)d];
            if ((entry & Present) != 0)
            {
                tables.Add((d, entry >> 12));
            }
        }

        return tables;
    }

    /// <summary>
    /// Fails when a frame's references are not the entries that name it and the object that holds it; when a table that
    /// several have, or a page that others see, or the zero frame, may be written; when the kernel's part differs; when
    /// an allocated frame is nobody's; when the zero frame's entries are counted; or when the record of a region or an
    /// object was not freed.
    /// </summary>
    public static void Check(SpaceWorld world)
    {
        // By the number of the frame.
        uint[] references = new uint[world.Records.Length];
        uint[] tables = new uint[world.Records.Length];
        uint zero = world.Spaces.Objects.Tables.Owners.Zero.Number;
        Assert.Equal((FrameKind.Zero, 1u), (world.Records[zero].Kind, world.Records[zero].References));
        Assert.Equal(default, world.Records[0] with { ChainHead = 0 });
        Assert.Equal(((uint)world.SpaceRecords.Sum(space => space.IsTaken ? space.Regions : 0),
            (uint)world.ObjectRecords.Count(found => found.References != 0)),
            (world.Spaces.Regions.Pool.Taken, world.Spaces.Objects.Pool.Taken));
        foreach (Space space in world.SpaceRecords.Where(space => space.IsTaken))
        {
            CheckKernelsPart(world, space);
            foreach ((uint d, uint frame) in TablesOf(world, space))
            {
                if (++tables[frame] == 1)
                {
                    CountEntries(world, frame, references, zero);
                }
            }
        }

        foreach (Space space in world.SpaceRecords.Where(space => space.IsTaken))
        {
            foreach ((uint d, uint frame) in TablesOf(world, space))
            {
                bool isWritable =
                    (world.Processor.Memory.ReadWord(space.Directory.Address.Value + (d << 2)) & Writable) != 0;
                if (isWritable && tables[frame] > 1)
                {
                    Assert.Fail($"table {frame} is writable below entry {d} and has {tables[frame]} owners");
                }
            }
        }

        uint pages = 0;
        uint objectPages = 0;
        for (uint frame = 0; frame < world.Records.Length; frame++)
        {
            FrameRecord record = world.Records[frame];
            uint expected = references[frame] + tables[frame];
            if (record.Kind == FrameKind.Other && record.References != 0)
            {
                Assert.Fail($"frame {frame} is nobody's, and has references");
            }

            pages += references[frame] != 0 && record.Kind != FrameKind.ObjectPage ? 1u : 0;
            objectPages += record.Kind == FrameKind.ObjectPage ? 1u : 0;
            expected += record.Kind == FrameKind.ObjectPage ? 1u : 0;
            if (record.Kind is FrameKind.Page or FrameKind.ObjectPage or FrameKind.Table || expected != 0)
            {
                if (expected != record.References)
                {
                    Assert.Fail(
                        $"frame {frame} ({record.Kind}) has {expected} references, and counts {record.References}");
                }

                if (!world.Frames.Allocator.IsAllocated(Frame.FromNumber(frame)))
                {
                    Assert.Fail($"frame {frame} is in use and not allocated");
                }
            }
        }

        uint directories = (uint)world.SpaceRecords.Count(space => space.DirectoryAddress != 0);
        uint inUse = (uint)tables.Count(owners => owners != 0);
        uint known = world.FramesAtStart + directories + inUse + pages + objectPages;
        Assert.True(known == world.Frames.Allocator.AllocatedFrames,
            $"{world.Frames.Allocator.AllocatedFrames} frames are allocated, and {known} are somebody's");
    }

    private static void CountEntries(SpaceWorld world, uint table, uint[] references, uint zero)
    {
        foreach (uint entry in world.Processor.Memory.ReadTable(table))
        {
            if (entry == 0)
            {
                continue;
            }

            uint frame = entry >> 12;
            Assert.False(frame == zero && (entry & Writable) != 0, "the zero frame is writable");
            if ((entry & Present) != 0 && (entry & User) == 0)
            {
                Assert.Fail($"the entry 0x{entry:x8} of a program keeps it out");
            }

            if (frame != zero)
            {
                references[frame]++;
            }
        }
    }

    private static void CheckKernelsPart(SpaceWorld world, Space space)
    {
        ReadOnlySpan<uint> ofSpace = world.Processor.Memory.ReadTable(space.Directory.Number);
        ReadOnlySpan<uint> first = world.Processor.Memory.ReadTable(world.Options.Directory >> 12);
        for (int d = 0; d < MemoryLayout.RecursiveSlot; d++)
        {
            if (d < SpaceLayout.FirstPage >> 10 || d >= SpaceLayout.EndPage >> 10)
            {
                // Accessed bits are the processor's.
                uint here = ofSpace[d] & ~0x20u;
                uint there = first[d] & ~0x20u;
                if (here != there || (here & User) != 0)
                {
                    Assert.Fail(
                        $"the kernel's directory entry {d} is 0x{here:x8} in a space, 0x{there:x8} in the first");
                }
            }
        }
    }
}
