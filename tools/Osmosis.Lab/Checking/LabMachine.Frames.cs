// Frames that an answer takes and gives back.
using System.Numerics;
using Osmosis.Simulation;

namespace Osmosis.Lab.Checking;

public partial class LabMachine
{
    public bool IsTaken(uint frame) => frame - FirstFrame < Frames && ((Taken >> (int)(frame - FirstFrame)) & 1) != 0;

    public virtual bool TryAllocateFrame(out uint address)
    {
        Exercise(RuleNames.Owners);
        bool isRefused = ++_requests == _refusedRequest || FreeFrames == 0;
        address = isRefused ? 0 : (FirstFrame + (uint)BitOperations.TrailingZeroCount(~Taken)) << 12;
        Note(isRefused ? MachineEventKind.Refused : MachineEventKind.Take, address);
        if (!isRefused)
        {
            Taken |= Bit(address >> 12);
            if (Forgiven.Contains(RuleNames.Zeroed))
            {
                Processor.Memory.Fill(address, 0, 1024);
            }
        }

        return !isRefused;
    }

    public virtual void FreeFrame(uint address)
    {
        Note(MachineEventKind.Free, address);
        uint frame = address >> 12;
        if ((address & 0xFFF) != 0 || !IsTaken(frame))
        {
            Fail(RuleNames.Owners, $"FreeFrame(0x{address:x8}) gives back what was not taken",
                new Fact("frames taken", Names(Taken)), new Fact("given back", $"0x{address:x8}"), Blame.Here);
        }

        if (Processor.IsTableInUse(frame))
        {
            if (Forgiven.Contains(RuleNames.Owners))
            {
                return;
            }

            Fail(RuleNames.Owners, "a frame is given back while the directory still points to it", Fact.None,
                new Fact("the directory says", $"frame 0x{address:x8} is a table in use"), Blame.Here);
        }

        GiveBack(frame);
        Taken &= ~Bit(frame);
    }

    /// <summary>The frame goes back by itself, as the pages of an unmapped page's owner do.</summary>
    public void Release(uint frame)
    {
        GiveBack(frame);
        Taken &= ~Bit(frame);
    }

    /// <summary>Takes back frames that an answer lost, when this is forgiven: bits as in <see cref="Taken"/>.</summary>
    public void TakeBack(uint mask)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            uint frame = FirstFrame + (uint)BitOperations.TrailingZeroCount(mask);
            Processor.Memory.Forget(frame);
            Taken &= ~Bit(frame);
        }
    }

    public static uint Bit(uint frame) => 1u << (int)(frame - FirstFrame);

    /// <summary>The addresses of frames, as a list.</summary>
    public static string Names(uint mask)
    {
        List<string> names = [];
        for (; mask != 0; mask &= mask - 1)
        {
            names.Add($"0x{(FirstFrame + (uint)BitOperations.TrailingZeroCount(mask)) << 12:x8}");
        }

        return names.Count == 0 ? "none" : string.Join(", ", names);
    }

    private void GiveBack(uint frame)
    {
        if (Forgiven.Contains(RuleNames.Tlb))
        {
            Processor.LoadCr3(Processor.Cr3);
        }

        try
        {
            Processor.GiveBackFrame(frame);
        }
        catch (SimulationException)
        {
            FailReachable(frame);
        }
    }

    // Stale pages come first: the entry that was cleared without an invalidate is what the answer's author looks for.
    private void FailReachable(uint frame)
    {
        string given = $"FreeFrame(0x{frame << 12:x8})";
        if (Processor.TryFindStale(out uint page))
        {
            Fail(RuleNames.Tlb, "a frame is given back while the TLB still holds a translation that it should not",
                new Fact("the tables say", $"0x{page << 12:x8} {Words(Processor.TablesSay(page))}"),
                new Fact("the TLB says", $"0x{page << 12:x8} {Words(Processor.CachedTranslation(page))}"),
                Blame.StoreOfEntry(page),
                $"no InvalidatePage(0x{page << 12:x8}) came between this store and {given}");
        }

        for (uint directory = 0; directory < 1024; directory++)
        {
            if (Processor.CachedDirectoryEntry(directory) is var held && (held & 1) != 0 && held >> 12 == frame)
            {
                Fail(RuleNames.Tlb, "a table is given back while the processor still holds the entry that led to it",
                    new Fact("the directory says", $"entry {directory}: {Words(Processor.DirectorySays(directory))}"),
                    new Fact("the processor holds", $"entry {directory}: {Words(held)}"),
                    Blame.StoreOfDirectoryEntry(directory),
                    $"no InvalidatePage came between this store and {given}");
            }
        }

        Fail(RuleNames.Owners, "a frame is given back while a page is still mapped to it", Fact.None,
            new Fact("given back", $"0x{frame << 12:x8}"), Blame.Here);
    }
}
