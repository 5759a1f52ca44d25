namespace Osmosis.Memory;

/// <summary>What a stack is for. The order is that of their addresses.</summary>
public enum StackKind : byte
{
    /// <summary>The kernel's ordinary stack: the rest of boot, the shell and its commands.</summary>
    Kernel,

    /// <summary>The task that a double fault switches to.</summary>
    DoubleFault,

    /// <summary>Fault reports.</summary>
    Fault,

    /// <summary>
    /// Interrupt handlers. The same memory is the boot stack before paging is on, when no interrupt comes.
    /// </summary>
    Interrupt,
}

/// <summary>
/// Where a stack lies in the scratch slot. A page that is never mapped guards each end, so that running off a stack
/// faults there (E4). In bytes.
/// <code>
/// 0xFF801000 guard │ kernel stack, 8 pages       │ guard
/// 0xFF80B000 guard │ double-fault stack, 4 pages │ guard
/// 0xFF811000 guard │ fault stack, 4 pages        │ guard
/// 0xFF817000 guard │ interrupt stack, 4 pages    │ guard
/// </code>
/// The kernel stack has frames of its own. The other stacks are needed before paging is on, so their memory is part of
/// the kernel image: there they are used through the identity window first, and through the addresses above once paging
/// is on.
/// </summary>
public readonly struct KernelStack
{
    /// <summary>How many stacks there are.</summary>
    public const int Count = 4;

    /// <summary>Pages of each stack but the kernel stack. src/Kernel/Assembly/Storage.asm reserves as much.</summary>
    public const uint ImagePages = 4;

    private const uint ImageBytes = ImagePages * MemoryLayout.PageSize;

    private KernelStack(StackKind kind, uint bottom, uint bytes)
    {
        Kind = kind;
        Bottom = bottom;
        Top = bottom + bytes;
    }

    /// <summary>What the stack is for.</summary>
    public StackKind Kind { get; }

    /// <summary>The guard page below the stack.</summary>
    public uint GuardLow => Bottom - MemoryLayout.PageSize;

    /// <summary>Lowest address of the stack.</summary>
    public uint Bottom { get; }

    /// <summary>One past its highest address, and the guard page above it.</summary>
    public uint Top { get; }

    /// <summary>One past the guard page above the stack.</summary>
    public uint End => Top + MemoryLayout.PageSize;

    /// <summary>Size of the stack, its guard pages left out.</summary>
    public uint Bytes => Top - Bottom;

    /// <summary>The stack of a kind.</summary>
    public static KernelStack Of(StackKind kind)
    {
        if (kind == StackKind.Kernel)
        {
            return new KernelStack(kind, MemoryLayout.StackBottom, MemoryLayout.StackPages * MemoryLayout.PageSize);
        }

        uint firstGuard = MemoryLayout.StackGuardHigh + MemoryLayout.PageSize;
        uint stride = ImageBytes + (2 * MemoryLayout.PageSize);
        return new KernelStack(kind, firstGuard + (((uint)kind - 1) * stride) + MemoryLayout.PageSize, ImageBytes);
    }

    /// <summary>Whether an address lies in the stack itself, its guard pages left out.</summary>
    public bool Contains(uint address) => address >= Bottom && address < Top;

    /// <summary>Where the stack's memory starts in the image; not for the kernel stack.</summary>
    /// <param name="imageStacks">Physical address of the stacks in the kernel image.</param>
    public uint PlaceInImage(uint imageStacks) => imageStacks + (((uint)Kind - 1) * ImageBytes);
}
