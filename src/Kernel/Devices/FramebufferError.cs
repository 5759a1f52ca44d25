// Why there is no text on a framebuffer.

using System;

namespace Osmosis.Kernel.Devices;

internal enum FramebufferError : byte
{
    None,

    /// <summary>Its pixels are indices into a palette, or of a kind that Multiboot doesn't know.</summary>
    Kind,

    /// <summary>A pixel has a number of bits other than 15, 16, 24 and 32.</summary>
    Depth,

    /// <summary>A colour has no bits, too many, or bits outside the pixel.</summary>
    Colors,

    /// <summary>The text would not fit on it.</summary>
    TooSmall,

    /// <summary>Rows overlap, or lie absurdly far from each other.</summary>
    Pitch,

    /// <summary>Its memory is larger than what is kept free for it.</summary>
    TooLarge,

    /// <summary>It lies above 4 GiB, or nowhere.</summary>
    Address,

    /// <summary>The memory map calls it usable memory.</summary>
    InMemory,

    /// <summary>It can't be mapped.</summary>
    NotMapped,

    /// <summary>An access to it was a fault.</summary>
    Fault,
}

internal static class FramebufferErrorTexts
{
    public static ReadOnlySpan<byte> Describe(this FramebufferError error) => error switch
    {
        FramebufferError.None => "no error"u8,
        FramebufferError.Kind => "its pixels hold no colours"u8,
        FramebufferError.Depth => "its pixels have neither 15, 16, 24 nor 32 bits"u8,
        FramebufferError.Colors => "its colours lie outside its pixels"u8,
        FramebufferError.TooSmall => "it is smaller than the text"u8,
        FramebufferError.Pitch => "its rows overlap or are too far apart"u8,
        FramebufferError.TooLarge => "it is too large"u8,
        FramebufferError.Address => "it lies above 4 GiB or at 0"u8,
        FramebufferError.InMemory => "the memory map calls it usable memory"u8,
        FramebufferError.NotMapped => "no frame is free for its page tables"u8,
        FramebufferError.Fault => "a page of it was missing"u8,
        _ => "unknown"u8,
    };
}
