namespace Osmosis.Lab.Programs;

/// <summary>Addresses that a program may use.</summary>
/// <param name="Start">The first, a multiple of 4096.</param>
/// <param name="Last">The last.</param>
/// <param name="IsWritable">The program may write there.</param>
internal readonly record struct Region(uint Start, uint Last, bool IsWritable)
{
    public bool Contains(uint address) => address >= Start && address <= Last;
}
