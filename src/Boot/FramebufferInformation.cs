using Osmosis.Memory;

namespace Osmosis.Boot;

/// <summary>How a framebuffer's memory is to be understood; the values are Multiboot's.</summary>
public enum FramebufferKind : byte
{
    /// <summary>A pixel is an index into a palette.</summary>
    Indexed = 0,

    /// <summary>A pixel holds its colours.</summary>
    Direct = 1,

    /// <summary>No pixels: VGA text.</summary>
    Text = 2,
}

/// <summary>Where a colour stands in a pixel.</summary>
public struct ColorField
{
    /// <summary>The lowest bit.</summary>
    public byte Position;

    /// <summary>How many bits.</summary>
    public byte Bits;
}

/// <summary>The screen as the boot loader describes it. Nothing of it is checked.</summary>
public struct FramebufferInformation
{
    /// <summary>The first byte after the part that every kind has, in Multiboot 1's table.</summary>
    public const uint ColorsOffset = 22;

    /// <summary>The same in Multiboot 1's header file, and in Multiboot 2: two bytes are left out.</summary>
    public const uint ColorsOffset2 = 24;

    /// <summary>How many bytes the colours take.</summary>
    public const uint ColorsSize = 6;

    /// <summary>Whether the boot loader says anything of a screen.</summary>
    public bool IsGiven;

    public FramebufferKind Kind;

    /// <summary>Bits that a pixel takes, unused ones included where the boot loader counts them.</summary>
    public byte BitsPerPixel;

    public ColorField Red;

    public ColorField Green;

    public ColorField Blue;

    /// <summary>Physical address of the upper left pixel.</summary>
    public ulong Address;

    /// <summary>Bytes from a row of pixels to the next.</summary>
    public uint Pitch;

    /// <summary>In pixels.</summary>
    public uint Width;

    /// <summary>In pixels.</summary>
    public uint Height;

    /// <summary>
    /// Reads the fields, which have the same order in both versions of Multiboot (1: 3.3; 2: 3.6.12).
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="fields">Where they start: with the address.</param>
    /// <param name="colors">Where the colours start; 0 if there are none.</param>
    public static FramebufferInformation Load<TMachine>(TMachine machine, uint fields, uint colors)
        where TMachine : struct, IMachine => new()
        {
            IsGiven = true,
            Address = machine.Load(fields) | ((ulong)machine.Load(fields + 4) << 32),
            Pitch = machine.Load(fields + 8),
            Width = machine.Load(fields + 12),
            Height = machine.Load(fields + 16),
            BitsPerPixel = machine.LoadByte(fields + 20),
            Kind = (FramebufferKind)machine.LoadByte(fields + 21),
            Red = LoadColor(machine, colors, 0),
            Green = LoadColor(machine, colors, 2),
            Blue = LoadColor(machine, colors, 4),
        };

    private static ColorField LoadColor<TMachine>(TMachine machine, uint colors, uint offset)
        where TMachine : struct, IMachine => colors == 0
            ? default
            : new() { Position = machine.LoadByte(colors + offset), Bits = machine.LoadByte(colors + offset + 1) };
}
