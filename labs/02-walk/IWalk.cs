using Osmosis.Labs;

namespace Osmosis.Lab.Walk;

/// <summary>What the checker calls of an answer to lab 2.</summary>
public interface IWalk
{
    /// <summary>The physical address of a page's table entry. NotMapped: there is no table.</summary>
    Result EntryOf(uint page, out uint entryAddress);

    /// <summary>The physical address behind any virtual one. NotMapped: there is none.</summary>
    Result Resolve(uint address, out uint physical);

    /// <summary>Whether the kernel may write to a virtual address, with CR0.WP set.</summary>
    bool MayWrite(uint address);

    /// <summary>Whether a program may read a virtual address.</summary>
    bool MayProgramReach(uint address);
}
