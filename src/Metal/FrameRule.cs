// How to unwind from a function to its caller at one place in its code. Written by tools/Osmosis.Symbols, which follows
// the stack pointer through every function; read by SymbolTable.

namespace Osmosis.Metal;

public enum FrameKind : byte
{
    /// <summary>Not known: the walk ends.</summary>
    Unknown,

    /// <summary>The caller continues at the return address.</summary>
    Call,

    /// <summary>
    /// The interrupted code continues at the EIP that the processor pushed, with CS and EFLAGS above it.
    /// </summary>
    Interrupt,

    /// <summary>Nothing called this function.</summary>
    Outermost,
}

/// <summary>
/// <code>
///   byte 0   kind in bits 0-1; bit 2 set: counted from EBP, clear: from ESP
///   byte 1   dwords from the caller's saved EBP up to the return address; 0: it is in EBP
///   byte 2-3 dwords from the register up to the return address
/// </code>
/// </summary>
/// <param name="kind">The kind of the return address.</param>
/// <param name="fromEbp">Whether the distance is counted from EBP or from ESP.</param>
/// <param name="distance">Bytes from that register up to the return address.</param>
/// <param name="savedEbp">Bytes from the caller's saved EBP up to the return address; 0 when it is still in
/// EBP.</param>
public readonly struct FrameRule(FrameKind kind, bool fromEbp, uint distance, uint savedEbp)
{
    public const int Size = 4;

    /// <summary>The largest distance that the encoding holds, in bytes.</summary>
    public const uint MostDistance = ushort.MaxValue * sizeof(uint);

    /// <summary>The largest distance of the saved EBP that the encoding holds, in bytes.</summary>
    public const uint MostSavedEbp = byte.MaxValue * sizeof(uint);

    private const uint KindMask = 3;
    private const uint FromEbpBit = 4;

    /// <summary>
    /// At a function's first instruction, and at every <c>ret</c>: ESP points at the return address, EBP is the
    /// caller's.
    /// </summary>
    public static FrameRule AtReturn => new(FrameKind.Call, false, 0, 0);

    /// <summary>
    /// A guess where nothing is known: EBP points at the caller's EBP, with the return address above it.
    /// </summary>
    public static FrameRule Conventional => new(FrameKind.Call, true, sizeof(uint), sizeof(uint));

    public FrameKind Kind { get; } = kind;

    public bool IsEbpSaved => savedEbp != 0;

    public uint Encoded =>
        (uint)Kind | (fromEbp ? FromEbpBit : 0) | (savedEbp / sizeof(uint) << 8) | (distance / sizeof(uint) << 16);

    public static FrameRule Decode(uint encoded) => new(
        (FrameKind)(encoded & KindMask),
        (encoded & FromEbpBit) != 0,
        (encoded >> 16) * sizeof(uint),
        ((encoded >> 8) & byte.MaxValue) * sizeof(uint));

    /// <summary>The stack address of the return address or of the interrupted EIP.</summary>
    public uint ReturnSlot(uint esp, uint ebp) => (fromEbp ? ebp : esp) + distance;

    /// <summary>The stack address of the caller's EBP, if <see cref="IsEbpSaved"/>.</summary>
    public uint SavedEbpSlot(uint esp, uint ebp) => ReturnSlot(esp, ebp) - savedEbp;
}
