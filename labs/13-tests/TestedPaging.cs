// The page table under test: right, or wrong in one place.
using Osmosis.Labs;

namespace Osmosis.Lab.Testing;

/// <param name="machine">The machine that it works on.</param>
/// <param name="bug">What is wrong with it.</param>
internal sealed class TestedPaging(TestedMachine machine, PlantedBug bug)
{
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint FrameMask = 0xFFFF_F000;

    public Result Map(uint page, uint frame, bool writable)
    {
        uint slot = SlotOf(page);
        if ((machine.Load(slot) & Present) == 0)
        {
            if (!machine.TryAllocateFrame(out uint table))
            {
                return Result.OutOfFrames;
            }

            for (uint offset = 0; bug != PlantedBug.TableNotZeroed && offset < 4096; offset += 4)
            {
                machine.Store(table + offset, 0);
            }

            bool isReadOnly = bug == PlantedBug.ReadOnlyDirectory && !writable;
            machine.Store(slot, table | Present | (isReadOnly ? 0 : Writable));
        }

        if ((machine.Load(EntryOf(page)) & Present) != 0 && bug != PlantedBug.Overwrites)
        {
            return Result.AlreadyMapped;
        }

        bool isWritable = writable || bug == PlantedBug.AlwaysWritable;
        machine.Store(EntryOf(page), frame | Present | (isWritable ? Writable : 0));
        if (bug == PlantedBug.Overwrites)
        {
            machine.InvalidatePage(page);
        }

        return Result.Done;
    }

    public Result MapNew(uint page)
    {
        if (IsMapped(page))
        {
            return Result.AlreadyMapped;
        }

        if (bug == PlantedBug.OtherOrder)
        {
            return MapNewTableFirst(page);
        }

        if (!machine.TryAllocateFrame(out uint frame) && bug != PlantedBug.MapsWithoutFrame)
        {
            return Result.OutOfFrames;
        }

        Result result = Map(page, frame, writable: true);
        if (result != Result.Done && bug != PlantedBug.LeakWithoutTable)
        {
            machine.FreeFrame(frame);
        }

        return result;
    }

    public Result Unmap(uint page)
    {
        if (!IsMapped(page))
        {
            return bug == PlantedBug.UnmapAlwaysDone ? Result.Done : Result.NotMapped;
        }

        uint slot = SlotOf(page);
        uint table = machine.Load(slot) & FrameMask;
        uint frame = machine.Load(EntryOf(page)) & FrameMask;
        machine.Store(EntryOf(page), 0);
        bool isEmpty = bug != PlantedBug.EmptyTableKept && IsEmpty(table);
        if (isEmpty)
        {
            machine.Store(slot, 0);
        }

        if (bug != PlantedBug.UnmapWithoutInvalidate)
        {
            machine.InvalidatePage(page);
        }

        if (isEmpty)
        {
            machine.FreeFrame(table);
        }

        if (bug == PlantedBug.UnmapGivesThePageBack)
        {
            machine.FreeFrame(frame);
        }

        return Result.Done;
    }

    public Result Protect(uint page, bool writable)
    {
        if (!IsMapped(page))
        {
            return Result.NotMapped;
        }

        uint entry = machine.Load(EntryOf(page));
        machine.Store(
            EntryOf(page), writable && bug != PlantedBug.OnlyForbids ? entry | Writable : entry & ~Writable);
        if (bug != PlantedBug.ProtectWithoutInvalidate)
        {
            machine.InvalidatePage(page);
        }

        return Result.Done;
    }

    public Result Resolve(uint address, out uint physical)
    {
        physical = 0;
        if (!IsMapped(address))
        {
            return Result.NotMapped;
        }

        uint frame = machine.Load(EntryOf(address)) & FrameMask;
        if (frame == 0 && bug == PlantedBug.FrameZeroIsNothing)
        {
            return Result.NotMapped;
        }

        physical = frame | (bug == PlantedBug.OffsetLost ? 0 : address & 0xFFF);
        return Result.Done;
    }

    private Result MapNewTableFirst(uint page)
    {
        Result result = Map(page, 0, writable: true);
        if (result != Result.Done)
        {
            return result;
        }

        if (machine.TryAllocateFrame(out uint frame))
        {
            machine.Store(EntryOf(page), frame | Present | Writable);
            machine.InvalidatePage(page);
            return Result.Done;
        }

        // A table that was there before is not empty, and stays.
        Unmap(page);
        return Result.OutOfFrames;
    }

    private bool IsMapped(uint address) =>
        (machine.Load(SlotOf(address)) & Present) != 0 && (machine.Load(EntryOf(address)) & Present) != 0;

    private bool IsEmpty(uint table)
    {
        uint end = bug == PlantedBug.TableGivenBackTooEarly ? 2048u : 4096;
        for (uint offset = 0; offset < end; offset += 4)
        {
            if (machine.Load(table + offset) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private uint SlotOf(uint address) => machine.Directory + ((address >> 22) * 4);

    private uint EntryOf(uint address)
    {
        uint index = (address >> 12) & 1023;
        uint used = bug == PlantedBug.LastEntryElsewhere && index == 1023 ? 1022 : index;
        return (machine.Load(SlotOf(address)) & FrameMask) + (used * 4);
    }
}
