using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Where the heap gets its pages: paging, or a test's stand-in that fails when told to.</summary>
public interface IHeapPages
{
    /// <summary>
    /// Maps the page to a frame of its own, writable. False, and nothing taken, when that can't be done (H3).
    /// </summary>
    bool TryMap(VirtualAddress page);

    /// <summary>Takes back a page that <see cref="TryMap"/> mapped, and its frame.</summary>
    void Unmap(VirtualAddress page);
}
