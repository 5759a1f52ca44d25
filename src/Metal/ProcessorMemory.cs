using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Memory;

namespace Osmosis.Metal;

/// <summary>
/// The real machine: every member is an instruction or two. An address that is not mapped is a page fault, which is
/// reported as one; the core asks only for addresses that it mapped, or that the boot loader named while paging was
/// off.
/// </summary>
public readonly unsafe struct ProcessorMemory : IMachine
{
    // Sound: the caller's contract (IMachine) is that the address is mapped, and no managed object lives where the core
    // writes. Accesses are volatile: the compiler neither merges nor reorders them. The processor keeps stores in order
    // (Intel SDM volume 3, 8.2.2), and the page walker sees them in that order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte LoadByte(uint address) => ((VolatileByte*)address)->Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Load(uint address) => ((VolatileWord*)address)->Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint address, uint value) => ((VolatileWord*)address)->Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreByte(uint address, byte value) => ((VolatileByte*)address)->Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(uint address, uint value, uint words) => FillWords(address, value, words);

    public void Copy(uint from, uint to, uint words) =>
        new System.ReadOnlySpan<uint>((void*)from, (int)words).CopyTo(new System.Span<uint>((void*)to, (int)words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint CountEqual(uint address, uint value, uint words) => CountEqualWords(address, value, words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InvalidatePage(uint address) => Processor.InvalidatePage(address);

    // No page is global, so that this forgets all.
    public void InvalidateAll() => Processor.WriteCr3(Processor.ReadCr3());

    // Both are in src/CoreLib/Assembly/Memory.asm.

    [RuntimeImport("*", "memory_fill_words")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FillWords(uint address, uint value, uint words);

    [RuntimeImport("*", "memory_count_equal")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint CountEqualWords(uint address, uint value, uint words);

    private struct VolatileWord
    {
        public volatile uint Value;
    }

    private struct VolatileByte
    {
        public volatile byte Value;
    }
}
