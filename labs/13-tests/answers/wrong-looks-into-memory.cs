// Verdict: accepts at line 17; 0 points
using Osmosis.Labs;
using static Osmosis.Labs.Tested;

/// <summary>Lab 13: a test of a page table.</summary>
static class Tests
{
    const uint Page = 0x00800000;
    const uint Next = 0x00801000;
    const uint Last = 0x00BFF000;
    const uint Frame = 0x00200000;
    const uint Other = 0x00201000;

    /// <summary>Runs on right code, which must pass, and on code that is wrong in one place, which must not.</summary>
    public static void Run()
    {
        Check(Machine.Load(Machine.Directory) == 0);
        MapsWhatWasAskedFor();
        Restart();
        RightsAreThePagesOwn();
        Restart();
        UnmapForgets();
        Restart();
        FramesAreKept();
        Restart();
        RefusalsChangeNothing();
    }

    static void MapsWhatWasAskedFor()
    {
        Check(Map(Page, Frame, writable: true) == Result.Done);
        Check(Resolve(Page + 0x123, out uint physical) == Result.Done && physical == Frame + 0x123);
        Check(ProgramWrites(Page, 7) && ProgramReads(Page, out uint value) && value == 7);
        Check(!ProgramReads(Next, out _) && Resolve(Next, out _) == Result.NotMapped);
        Check(Map(Page, Other, writable: true) == Result.AlreadyMapped);
        Check(Resolve(Page, out physical) == Result.Done && physical == Frame);
        Check(Map(Last, Other, writable: true) == Result.Done);
        Check(!ProgramReads(Last - 0x1000, out _) && ProgramReads(Last, out _));
        Check(Map(Last - 0x1000, Frame, writable: true) == Result.Done);
        Check(Map(Next, 0, writable: false) == Result.Done);
        Check(Resolve(Next, out physical) == Result.Done && physical == 0);
    }

    static void RightsAreThePagesOwn()
    {
        Check(Map(Page, Frame, writable: false) == Result.Done);
        Check(ProgramReads(Page, out _) && !ProgramWrites(Page, 1));
        Check(Map(Next, Other, writable: true) == Result.Done);
        Check(ProgramWrites(Next, 1) && !ProgramWrites(Page, 1));
        Check(Protect(Next, writable: false) == Result.Done && !ProgramWrites(Next, 1));
        Check(Protect(Next, writable: true) == Result.Done && ProgramWrites(Next, 1));
        Check(Protect(Last, writable: true) == Result.NotMapped);
    }

    static void UnmapForgets()
    {
        Check(Unmap(Page) == Result.NotMapped);
        Check(Map(Page, Frame, writable: true) == Result.Done && ProgramWrites(Page, 1));
        Check(Unmap(Page) == Result.Done);
        Check(!ProgramReads(Page, out _) && !ProgramWrites(Page, 1));
        Check(Unmap(Page) == Result.NotMapped);
    }

    static void FramesAreKept()
    {
        uint free = FreeFrames;
        Check(Map(Page, Frame, writable: true) == Result.Done && FreeFrames == free - 1);
        Check(Map(Last, Other, writable: true) == Result.Done && FreeFrames == free - 1);
        Check(Unmap(Page) == Result.Done && FreeFrames == free - 1);
        Check(ProgramReads(Last, out _));
        Check(Unmap(Last) == Result.Done && FreeFrames == free);
        Check(MapNew(Page) == Result.Done && FreeFrames == free - 2);
        Check(Unmap(Page) == Result.Done && FreeFrames == free - 1);
    }

    static void RefusalsChangeNothing()
    {
        uint free = FreeFrames;
        for (uint request = 1; request <= 2; request++)
        {
            RefuseRequest(request);
            Check(MapNew(Page) == Result.OutOfFrames);
            Check(FreeFrames == free && !ProgramReads(Page, out _) && Resolve(Page, out _) == Result.NotMapped);
        }

        RefuseRequest(1);
        Check(Map(Page, Frame, writable: true) == Result.OutOfFrames && FreeFrames == free);
    }
}
