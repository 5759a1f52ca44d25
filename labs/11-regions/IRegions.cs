namespace Osmosis.Lab.Regions;

/// <summary>What the checker calls. In an answer they are static methods of 'static class Regions'.</summary>
public interface IRegions
{
    /// <summary>Adds a region where none is. False: nothing has changed.</summary>
    bool Map(uint start, uint pages, bool writable, uint offset);

    /// <summary>Removes what lies in a range, be it something or nothing. False: nothing has changed.</summary>
    bool Unmap(uint start, uint pages);

    /// <summary>Sets the rights of a range that is wholly mapped. False: nothing has changed.</summary>
    bool Protect(uint start, uint pages, bool writable);

    /// <summary>The region that has an address.</summary>
    bool Find(uint address, out uint start, out uint pages, out bool writable, out uint offset);
}
