using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Memory;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The real machine: every member is an instruction or two. An address that is not mapped is a page fault, which is reported as one;
/// the core asks only for addresses that it mapped, or that the boot loader named while paging was off.
/// </summary>
internal readonly unsafe struct ProcessorMemory : IMachine
{
    // Sound: the caller's contract (IMachine) is that the address is mapped, and no managed object lives where the core writes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte LoadByte(VirtualAddress address) => *(byte*)address.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Load(VirtualAddress address) => *(uint*)address.Value;

    // The processor keeps stores in order (Intel SDM volume 3, 8.2.2), and the page walker sees them in that order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(VirtualAddress address, uint value) => *(uint*)address.Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreByte(VirtualAddress address, byte value) => *(byte*)address.Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(VirtualAddress address, uint value, uint words) => FillWords(address.Value, value, words);

    public void Copy(VirtualAddress from, VirtualAddress to, uint words) =>
        new System.ReadOnlySpan<uint>((void*)from.Value, (int)words).CopyTo(new System.Span<uint>((void*)to.Value, (int)words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint CountEqual(VirtualAddress address, uint value, uint words) => CountEqualWords(address.Value, value, words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InvalidatePage(VirtualAddress address) => Processor.InvalidatePage(address.Value);

    // No page is global, so that this forgets all.
    public void InvalidateAll() => Processor.WriteCr3(Processor.ReadCr3());

    // Both are in src/CoreLib/Assembly/Memory.asm.

    [RuntimeImport("*", "memory_fill_words")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FillWords(uint address, uint value, uint words);

    [RuntimeImport("*", "memory_count_equal")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint CountEqualWords(uint address, uint value, uint words);
}
