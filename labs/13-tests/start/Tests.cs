using Osmosis.Labs;
using static Osmosis.Labs.Tested;

/// <summary>Lab 13: a test of a page table.</summary>
static class Tests
{
    const uint Page = 0x00800000;
    const uint Frame = 0x00200000;

    /// <summary>Runs on right code, which must pass, and on code that is wrong in one place, which must not.</summary>
    public static void Run()
    {
        Check(Map(Page, Frame, writable: true) == Result.Done);
    }
}
