// Lab 13: the code under test, and what a test can do and see.
using System;
using System.ComponentModel;

namespace Osmosis.Labs;

/// <summary>
/// A page table that somebody else wrote, with the methods of labs 3 to 5, on a machine that does what real ones do:
/// taken frames hold what their last owner left, and the TLB goes on with what it holds.
/// </summary>
public static class Tested
{
    private static ITested? _current;

    /// <summary>The number of frames that can still be taken. At the beginning there are 8.</summary>
    public static uint FreeFrames => Current.FreeFrames;

    /// <summary>Maps the page to the frame: Done, AlreadyMapped, OutOfFrames.</summary>
    public static Result Map(uint page, uint frame, bool writable) => Current.Map(page, frame, writable);

    /// <summary>Takes a frame and maps the page to it, writable: Done, AlreadyMapped, OutOfFrames.</summary>
    public static Result MapNew(uint page) => Current.MapNew(page);

    /// <summary>Removes a mapping, and gives back a table that this leaves empty: Done, NotMapped.</summary>
    public static Result Unmap(uint page) => Current.Unmap(page);

    /// <summary>Allows or forbids writes to a mapped page: Done, NotMapped.</summary>
    public static Result Protect(uint page, bool writable) => Current.Protect(page, writable);

    /// <summary>The physical address behind a virtual one: Done, NotMapped.</summary>
    public static Result Resolve(uint address, out uint physical) => Current.Resolve(address, out physical);

    /// <summary>A program reads the word at a virtual address. False: it gets a page fault.</summary>
    public static bool ProgramReads(uint address, out uint value) => Current.ProgramReads(address, out value);

    /// <summary>A program writes the word at a virtual address. False: it gets a page fault.</summary>
    public static bool ProgramWrites(uint address, uint value) => Current.ProgramWrites(address, value);

    /// <summary>The n-th request for a frame from now on is refused, and only this one; 0: none is.</summary>
    public static void RefuseRequest(uint n) => Current.RefuseRequest(n);

    /// <summary>A new machine, with nothing mapped and no frame taken.</summary>
    public static void Restart() => Current.Restart();

    /// <summary>Says that the code under test is wrong, unless the condition holds. The test ends here.</summary>
    public static void Check(bool condition)
    {
        if (!condition)
        {
            throw new CheckFailedException();
        }
    }

    internal static ITested Current
    {
        private get => _current ?? throw new InvalidOperationException(
            "there is no code under test here: 'osmosis lab check' runs a test on it");
        set => _current = value;
    }
}

/// <summary>The code under test below the static members.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal interface ITested
{
    uint FreeFrames { get; }

    Result Map(uint page, uint frame, bool writable);

    Result MapNew(uint page);

    Result Unmap(uint page);

    Result Protect(uint page, bool writable);

    Result Resolve(uint address, out uint physical);

    bool ProgramReads(uint address, out uint value);

    bool ProgramWrites(uint address, uint value);

    void RefuseRequest(uint n);

    void Restart();
}

/// <summary>A test said that the code under test is wrong.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CheckFailedException() : Exception("a check failed");
