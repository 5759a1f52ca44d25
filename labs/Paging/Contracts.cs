// The methods that the checker calls, lab by lab. In an answer they are static methods of 'static class Paging'.
using Osmosis.Labs;

namespace Osmosis.Lab.Paging;

public interface IMap
{
    /// <summary>Maps the page at a virtual address to the frame at a physical one.</summary>
    Result Map(uint page, uint frame, bool writable);

    /// <summary>Takes a frame and maps the page to it, writable.</summary>
    Result MapNew(uint page);

    /// <summary>The physical address behind any virtual one.</summary>
    Result Resolve(uint address, out uint physical);
}

public interface IUnmap : IMap
{
    /// <summary>Removes a mapping, and gives back a table that this leaves empty.</summary>
    Result Unmap(uint page);
}

public interface IProtect : IUnmap
{
    /// <summary>Allows or forbids writes to a mapped page.</summary>
    Result Protect(uint page, bool writable);
}

public interface IRanges : IProtect
{
    /// <summary>Maps pages, one behind the other, to frames, one behind the other: all of them or none.</summary>
    Result MapRange(uint page, uint frame, uint count, bool writable);

    /// <summary>Removes the mappings of pages, one behind the other: all of them or none.</summary>
    Result UnmapRange(uint page, uint count);
}
