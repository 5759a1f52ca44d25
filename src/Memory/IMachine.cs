namespace Osmosis.Memory;

/// <summary>
/// All that the core needs of a machine. The kernel implements it with single instructions that the compiler inlines;
/// the tests implement it with a simulated machine. Addresses are linear: with paging off they are physical. They are
/// plain numbers, as an offset added to a wrapped one costs an instruction of its own.
/// An access to an address that is not mapped is a page fault, never a return value: the caller must know that it is
/// mapped.
/// </summary>
public interface IMachine
{
    /// <summary>Reads the byte at <paramref name="address"/>.</summary>
    byte LoadByte(uint address);

    /// <summary>Reads the little-endian 32-bit word at <paramref name="address"/>, which need not be aligned.</summary>
    uint Load(uint address);

    /// <summary>Writes a 32-bit word. It is visible to the page walker before any later store is.</summary>
    void Store(uint address, uint value);

    /// <summary>Writes a byte.</summary>
    void StoreByte(uint address, byte value);

    /// <summary>Writes <paramref name="words"/> copies of a 32-bit word from <paramref name="address"/> up.</summary>
    void Fill(uint address, uint value, uint words);

    /// <summary>Copies <paramref name="words"/> 32-bit words upwards; the ranges must not overlap.</summary>
    void Copy(uint from, uint to, uint words);

    /// <summary>
    /// How many of <paramref name="words"/> 32-bit words hold <paramref name="value"/> before the first that doesn't.
    /// </summary>
    uint CountEqual(uint address, uint value, uint words);

    /// <summary>
    /// Drops what the processor remembers of the page that holds <paramref name="address"/>, and every cached directory
    /// entry (INVLPG; Intel SDM volume 3, 4.10.4.1).
    /// </summary>
    void InvalidatePage(uint address);

    /// <summary>
    /// Drops what the processor remembers of every page (loads CR3 with what it holds; 4.10.4.1. No page is global).
    /// </summary>
    void InvalidateAll();
}
