namespace Osmosis.Memory.Paging;

// For messages of failed tests, on the host only: the kernel has no strings.

public readonly partial struct PageTableEntry
{
    public override string ToString() => $"0x{Value:x8}";
}
