using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Delivery;

/// <summary>
/// The older part of FPU and SSE's state in a handler's frame: the first 112 bytes of Linux's struct _fpstate_32, as
/// FSAVE would write them, with a status and a magic number of 0. Behind it lie 512 bytes as FXSAVE writes them. When
/// the handler returns, the x87's state is taken from the former, and that of SSE from the latter.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FpuFrame
{
    /// <summary>Of this part, and of both.</summary>
    public const uint Bytes = 112;
    public const uint BytesOfBoth = Bytes + 512;

    private const uint UpperOnes = 0xFFFF_0000;
    private const uint EmptyTags = 0xFFFF;
    private const int Registers = 8;
    private const int OldRegisterBytes = 10;
    private const int RegisterBytes = 16;
    private const int FirstRegister = 32;

    // Words of FXSAVE's image, and what MXCSR may hold where the image doesn't say.
    private const int MxCsr = 6;
    private const int MxCsrMask = 7;
    private const uint OldMxCsrMask = 0xFFBF;

    public uint Control;
    public uint Status;
    public uint Tags;
    public uint InstructionOffset;
    public uint InstructionSelector;
    public uint DataOffset;
    public uint DataSelector;
    public OldRegisters Stack;
    public ushort StatusAgain;
    public ushort Magic;

    public static FpuFrame Of(in FpuState state)
    {
        FpuFrame frame = new()
        {
            Control = UpperOnes | state[0],
            Status = UpperOnes | (state[0] >> 16),
            Tags = UpperOnes | TagsOf(in state),
            InstructionOffset = state[2],
            InstructionSelector = (state[3] & 0xFFFF) | (state[1] & UpperOnes),
            DataOffset = state[4],
            DataSelector = state[5],
            StatusAgain = (ushort)(state[0] >> 16),
        };
        ReadOnlySpan<byte> from = MemoryMarshal.AsBytes(new ReadOnlySpan<FpuState>(in state));
        for (int i = 0; !IsEmpty(in state) && i < Registers; i++)
        {
            from.Slice(FirstRegister + (i * RegisterBytes), OldRegisterBytes)
                .CopyTo(((Span<byte>)frame.Stack).Slice(i * OldRegisterBytes));
        }

        return frame;
    }

    /// <summary>What MXCSR may hold on the processor that saved a state.</summary>
    public static uint MxCsrMaskOf(in FpuState state) => state[MxCsrMask] == 0 ? OldMxCsrMask : state[MxCsrMask];

    /// <summary>
    /// Makes a thread's state of the newer part's the one to go on with: the x87's is this part's, and MXCSR loses the
    /// bits that this processor doesn't have.
    /// </summary>
    public readonly void Complete(ref FpuState state, uint mxCsrMask)
    {
        state[MxCsr] &= mxCsrMask;
        state[MxCsrMask] = mxCsrMask;
        state[0] = (Control & 0xFFFF) | (Status << 16);
        state[1] = ShortTags(Tags) | (InstructionSelector & UpperOnes);
        state[2] = InstructionOffset;
        state[3] = InstructionSelector & 0xFFFF;
        state[4] = DataOffset;
        state[5] = DataSelector;
        Span<byte> to = MemoryMarshal.AsBytes(new Span<FpuState>(ref state));
        for (int i = 0; !IsEmpty(in state) && i < Registers; i++)
        {
            ((ReadOnlySpan<byte>)Stack).Slice(i * OldRegisterBytes, OldRegisterBytes)
                .CopyTo(to.Slice(FirstRegister + (i * RegisterBytes)));
        }
    }

    // FSAVE has two bits for each register: 0 valid, 1 zero, 2 special, 3 empty. FXSAVE has one: not empty. Tags go by
    // register, the registers in the image by place on the stack.
    private static uint TagsOf(in FpuState state)
    {
        if (IsEmpty(in state))
        {
            return EmptyTags;
        }

        uint tags = 0, top = (state[0] >> (16 + 11)) & 7;
        for (uint i = 0; i < Registers; i++)
        {
            int word = (FirstRegister / sizeof(uint)) + (int)(((i - top) & 7) * (RegisterBytes / sizeof(uint)));
            uint exponent = state[word + 2] & 0x7FFF;
            uint tag = ((state[1] >> (int)i) & 1) == 0 ? 3u
                : exponent == 0x7FFF ? 2u
                : exponent == 0 ? (state[word] | state[word + 1]) == 0 ? 1u : 2u
                : (state[word + 1] & 0x8000_0000) != 0 ? 0u : 2u;
            tags |= tag << (int)(2 * i);
        }

        return tags;
    }

    /// <summary>Whether no register of the x87 holds anything: most programs never use it.</summary>
    private static bool IsEmpty(in FpuState state) => (state[1] & 0xFF) == 0;

    private static uint ShortTags(uint tags)
    {
        uint present = 0;
        for (int i = 0; (tags & EmptyTags) != EmptyTags && i < Registers; i++)
        {
            present |= ((tags >> (2 * i)) & 3) != 3 ? 1u << i : 0;
        }

        return present;
    }

    /// <summary>Eight registers of 80 bits.</summary>
    [InlineArray(Registers * OldRegisterBytes)]
    internal struct OldRegisters
    {
        private byte _first;
    }
}
