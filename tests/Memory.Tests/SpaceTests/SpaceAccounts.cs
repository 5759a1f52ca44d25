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
        uint directory = space.Directory.Address.Value;
        for (uint d = SpaceLayout.FirstPage >> 10; d < SpaceLayout.EndPage >> 10; d++)
        {
            uint entry = world.Processor.Memory.ReadWord(directory + (d << 2));
            if ((entry & Present) != 0)
            {
                yield return (d, entry >> 12);
            }
        }
    }

    /// <summary>
    /// Fails when a frame's references are not the entries that name it and the object that holds it; when a table that
    /// several have, or a page that others see, or the zero frame, may be written; when the kernel's part differs; when
    /// an allocated frame is nobody's; when the zero frame's entries are counted; or when the record of a region or an
    /// object was not freed.
    /// </summary>
    public static void Check(SpaceWorld world)
    {
        Dictionary<uint, uint> references = [];
        Dictionary<uint, uint> tables = [];
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
                tables[frame] = tables.GetValueOrDefault(frame) + 1;
                if (tables[frame] == 1)
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
                Assert.False(isWritable && tables[frame] > 1,
                    $"table {frame} is writable below entry {d} and has {tables[frame]} owners");
            }
        }

        uint objectPages = 0;
        for (uint frame = 0; frame < world.Records.Length; frame++)
        {
            FrameRecord record = world.Records[frame];
            uint expected = references.GetValueOrDefault(frame) + tables.GetValueOrDefault(frame);
            Assert.True(record.Kind != FrameKind.Other || record.References == 0,
                $"frame {frame} is nobody's, and has references");
            objectPages += record.Kind == FrameKind.ObjectPage ? 1u : 0;
            expected += record.Kind == FrameKind.ObjectPage ? 1u : 0;
            if (record.Kind is FrameKind.Page or FrameKind.ObjectPage or FrameKind.Table || expected != 0)
            {
                Assert.True(expected == record.References,
                    $"frame {frame} ({record.Kind}) has {expected} references, and counts {record.References}");
                Assert.True(world.Frames.Allocator.IsAllocated(Frame.FromNumber(frame)),
                    $"frame {frame} is in use and not allocated");
            }
        }

        uint pages = (uint)references.Keys.Count(frame => world.Records[frame].Kind != FrameKind.ObjectPage);
        uint directories = (uint)world.SpaceRecords.Count(space => space.DirectoryAddress != 0);
        uint known = world.FramesAtStart + directories + (uint)tables.Count + pages + objectPages;
        Assert.True(known == world.Frames.Allocator.AllocatedFrames,
            $"{world.Frames.Allocator.AllocatedFrames} frames are allocated, and {known} are somebody's");
    }

    private static void CountEntries(SpaceWorld world, uint table, Dictionary<uint, uint> references, uint zero)
    {
        foreach (uint entry in world.Processor.Memory.ReadTable(table))
        {
            if (entry == 0)
            {
                continue;
            }

            uint frame = entry >> 12;
            Assert.False(frame == zero && (entry & Writable) != 0, "the zero frame is writable");
            Assert.True((entry & Present) == 0 || (entry & User) != 0,
                $"the entry 0x{entry:x8} of a program keeps it out");
            if (frame != zero)
            {
                references[frame] = references.GetValueOrDefault(frame) + 1;
            }
        }
    }

    private static void CheckKernelsPart(SpaceWorld world, Space space)
    {
        for (uint d = 0; d < MemoryLayout.RecursiveSlot; d++)
        {
            if (d < SpaceLayout.FirstPage >> 10 || d >= SpaceLayout.EndPage >> 10)
            {
                // Accessed bits are the processor's.
                uint here = world.Processor.Memory.ReadWord(space.Directory.Address.Value + (d << 2)) & ~0x20u;
                uint there = world.Processor.Memory.ReadWord(world.Options.Directory + (d << 2)) & ~0x20u;
                Assert.True(here == there && (here & User) == 0,
                    $"the kernel's directory entry {d} is 0x{here:x8} in a space, 0x{there:x8} in the first");
            }
        }
    }
}
