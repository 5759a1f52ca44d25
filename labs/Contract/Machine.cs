// The machine that the labs run on. A lab's text says which of these members it uses.
using System;
using System.ComponentModel;

namespace Osmosis.Labs;

/// <summary>
/// An i386 as a kernel sees it that reaches all memory at its physical address. Addresses are in bytes; a page and a
/// frame have 4096 bytes.
/// </summary>
public static class Machine
{
    private static IMachine? _current;

    /// <summary>CR3: the physical address of the page directory, 1024 entries of 4 bytes.</summary>
    public static uint Directory => Current.Directory;

    /// <summary>
    /// The physical address of a frame of your own for what you have to remember, zero at first. 0 in labs that have
    /// none.
    /// </summary>
    public static uint Notes => Current.Notes;

    /// <summary>The number of entries of the memory map (lab 1).</summary>
    public static uint MemoryMapEntries => Current.MemoryMapEntries;

    /// <summary>The first address behind the kernel (lab 1), or behind what must be mapped to itself (lab 7).</summary>
    public static uint KernelEnd => Current.KernelEnd;

    /// <summary>The first address of the heap (lab 8), a multiple of 4096.</summary>
    public static uint HeapStart => Current.HeapStart;

    /// <summary>The 32-bit word at a physical address, a multiple of 4. Lab 7: once paging is on, at a virtual one.
    /// </summary>
    public static uint Load(uint physicalAddress) => Current.Load(physicalAddress);

    /// <summary>
    /// Writes the 32-bit word at a physical address, a multiple of 4. The processor may walk a changed entry at once,
    /// and keep what it found. Lab 7: once paging is on, at a virtual address.
    /// </summary>
    public static void Store(uint physicalAddress, uint value) => Current.Store(physicalAddress, value);

    /// <summary>INVLPG: the processor forgets the translation of this page, and every directory entry.</summary>
    public static void InvalidatePage(uint virtualAddress) => Current.InvalidatePage(virtualAddress);

    /// <summary>
    /// Takes a frame. Nobody knows what its 4096 bytes hold. False when there is none: the address is then 0.
    /// </summary>
    public static bool TryAllocateFrame(out uint physicalAddress) => Current.TryAllocateFrame(out physicalAddress);

    /// <summary>Gives a frame back.</summary>
    public static void FreeFrame(uint physicalAddress) => Current.FreeFrame(physicalAddress);

    /// <summary>
    /// An entry of the memory map (lab 1): where a range begins, how many bytes it has, and whether it is usable
    /// memory. Entries may overlap, and are in no order; what a reserved entry covers is not usable.
    /// </summary>
    public static void MemoryMap(uint entry, out uint start, out uint bytes, out bool isUsable) =>
        Current.MemoryMap(entry, out start, out bytes, out isUsable);

    /// <summary>Loads CR3 (labs 7 and 10): the processor forgets everything that it held of the tables.</summary>
    public static void LoadDirectory(uint physicalAddress) => Current.LoadDirectory(physicalAddress);

    /// <summary>Sets CR0.PG and CR0.WP (lab 7): from here on addresses are virtual.</summary>
    public static void EnablePaging() => Current.EnablePaging();

    /// <summary>
    /// Adds 4096 bytes to the end of the heap (lab 8). Nobody knows what they hold. False when there are no more.
    /// </summary>
    public static bool TryGrowHeap() => Current.TryGrowHeap();

    /// <summary>
    /// Whether a program may use an address (lab 9): there is a region there, and whether it may be written.
    /// </summary>
    public static bool TryFindRegion(uint virtualAddress, out bool isWritable) =>
        Current.TryFindRegion(virtualAddress, out isWritable);

    /// <summary>The machine that the members work on, set by the thread that has the <see cref="Guard.Turn"/>. Not for
    /// answers.</summary>
    internal static IMachine Current
    {
        get => _current ?? throw new InvalidOperationException(
            "there is no machine: 'osmosis lab check' runs an answer on one, and lab 13 has Tested in its place");
        set => _current = value;
    }

    /// <summary>There is no machine any more.</summary>
    internal static void Remove() => _current = null;
}

/// <summary>A machine below the static members.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal interface IMachine
{
    uint Directory { get; }

    uint Notes { get; }

    uint MemoryMapEntries { get; }

    uint KernelEnd { get; }

    uint HeapStart { get; }

    uint Load(uint address);

    void Store(uint address, uint value);

    void InvalidatePage(uint address);

    bool TryAllocateFrame(out uint address);

    void FreeFrame(uint address);

    void MemoryMap(uint entry, out uint start, out uint bytes, out bool isUsable);

    void LoadDirectory(uint address);

    void EnablePaging();

    bool TryGrowHeap();

    bool TryFindRegion(uint address, out bool isWritable);
}
