// The processor's description of itself (CPUID leaves 0, 1 and 0x80000002 to 0x80000004).

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

/// <summary>
/// Features that the kernel uses (CPUID.1:EDX). build/Boot/Entry.asm refuses a processor that lacks any of them.
/// </summary>
[Flags]
internal enum ProcessorFeatures : uint
{
    Fpu = 1 << 0,
    Tsc = 1 << 4,
    Cmov = 1 << 15,
    Fxsr = 1 << 24,
    Sse2 = 1 << 26,
}

/// <summary>The processor's vendor and brand as text, its signature and its features.</summary>
internal unsafe struct ProcessorIdentity
{
    private const uint FirstExtendedLeaf = 0x80000000;
    private const uint FirstBrandLeaf = 0x80000002;
    private const uint LastBrandLeaf = 0x80000004;

    private VendorText _vendor;
    private BrandText _brand;

    public static void Read(out ProcessorIdentity identity)
    {
        identity = default;
        uint* registers = stackalloc uint[4];
        Processor.Identify(0, registers);
        identity._vendor[0] = registers[1];
        identity._vendor[1] = registers[3];
        identity._vendor[2] = registers[2];
        Processor.Identify(1, registers);
        identity.Signature = registers[0];
        identity.Features = (ProcessorFeatures)registers[3];

        Processor.Identify(FirstExtendedLeaf, registers);
        if (registers[0] < LastBrandLeaf)
        {
            return;
        }

        for (uint leaf = FirstBrandLeaf; leaf <= LastBrandLeaf; leaf++)
        {
            Processor.Identify(leaf, registers);
            for (int i = 0; i < 4; i++)
            {
                identity._brand[(int)((leaf - FirstBrandLeaf) * 4) + i] = registers[i];
            }
        }
    }

    /// <summary>Family, model and stepping (SDM volume 2, CPUID, "Version Information").</summary>
    public uint Signature { get; private set; }

    public ProcessorFeatures Features { get; private set; }

    /// <summary>Twelve letters, such as <c>GenuineIntel</c>.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Vendor => MemoryMarshal.AsBytes<uint>(_vendor);

    /// <summary>Up to 48 characters without surrounding blanks; empty if the processor has none.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Brand
    {
        get
        {
            ReadOnlySpan<byte> text = MemoryMarshal.AsBytes<uint>(_brand);
            while (text.Length > 0 && text[0] == ' ')
            {
                text = text[1..];
            }

            while (text.Length > 0 && text[^1] is (byte)' ' or 0)
            {
                text = text[..^1];
            }

            return text;
        }
    }

    [InlineArray(3)]
    private struct VendorText
    {
        private uint _first;
    }

    [InlineArray(12)]
    private struct BrandText
    {
        private uint _first;
    }
}
