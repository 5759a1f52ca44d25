// The faults that can be caused on purpose. Each is a real fault of the processor, not a simulated one.

using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal readonly unsafe ref struct DeliberateFault
{
    // In the unused part of the address space: nothing lies there unless `map` put it there.
    private const uint Nowhere = 0xC0000000;

    private const uint PastTheHeap = 0x18;

    // Far past the end of the descriptor table.
    private const uint BadSelector = 0x1230;

    public readonly ReadOnlySpan<byte> Name;
    public readonly ReadOnlySpan<byte> Summary;

    private readonly delegate*<void> _cause;

    private DeliberateFault(ReadOnlySpan<byte> name, ReadOnlySpan<byte> summary, delegate*<void> cause)
    {
        Name = name;
        Summary = summary;
        _cause = cause;
    }

    public void Cause() => _cause();

    /// <summary>The kind at a position from 0; false past the last.</summary>
    public static bool TryGet(int index, out DeliberateFault fault)
    {
        fault = index switch
        {
            0 => new("null"u8, "write through a null pointer"u8, &WriteThroughNull),
            1 => new("readonly"u8, "write into the kernel's code"u8, &WriteIntoCode),
            2 => new("heap"u8, "read past the end of the heap's mapped part"u8, &ReadPastHeap),
            3 => new("unmapped"u8, "write to an address that nothing is mapped at"u8, &WriteToUnmapped),
            4 => new("execute"u8, "jump to an address that nothing is mapped at"u8, &JumpToUnmapped),
            5 => new("divide"u8, "divide by zero"u8, &DivideByZero),
            6 => new("overflow"u8, "overflow a checked addition"u8, &OverflowAddition),
            7 => new("index"u8, "read past the end of a span"u8, &ReadPastSpan),
            8 => new("opcode"u8, "execute an instruction that doesn't exist"u8, &ExecuteInvalidOpcode),
            9 => new("gp"u8, "load a selector that names no segment"u8, &LoadSelector),
            10 => new("stack"u8, "call a function that calls itself without end"u8, &OverflowStack),
            11 => new("double"u8, "fault without a stack to handle it on (panic)"u8, &LoseStack),
            12 => new("interrupt"u8, "fault in an interrupt handler (panic)"u8, &FaultInInterrupt),
            _ => default,
        };
        return !fault.Name.IsEmpty;
    }

    public static bool TryFind(ReadOnlySpan<byte> name, out DeliberateFault fault)
    {
        for (int i = 0; TryGet(i, out fault); i++)
        {
            if (fault.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteThroughNull() => Write(0);

    private static void WriteIntoCode() => Write(LoadedImage.Current.Start);

    private static void WriteToUnmapped() => Write(Nowhere);

    private static void ReadPastHeap() => Read(AddressText.Layout.HeapMappedEnd + PastTheHeap);

    private static void JumpToUnmapped() => ((delegate*<void>)Nowhere)();

    private static void DivideByZero() => Divide(1, 0);

    private static void OverflowAddition() => Add(uint.MaxValue, 1);

    private static void ReadPastSpan() => Read([1, 2, 3], 3);

    private static void LoadSelector() => LoadBadSelector(BadSelector);

    // Interrupts are off, so that the overflowing call is always the function's own and never an interrupt's.
    private static void OverflowStack()
    {
        using InterruptState off = InterruptState.Disable();
        CallItself(1);
    }

    private static void LoseStack() => LoseStack(Nowhere);

    private static void FaultInInterrupt()
    {
        if (!Timer.IsTicking)
        {
            Terminal.WriteLine($"the timer doesn't tick, so no interrupt would come");
            return;
        }

        Terminal.WriteLine($"the next timer interrupt will write through a null pointer, which is a panic");
        Timer.CallAtNextTick(&WriteThroughNull);
        while (true)
        {
            Processor.AwaitInterrupt();
        }
    }

    // Sound, as far as a deliberate fault can be: the callers' arguments make these fault, and nothing is written or
    // used. Not inlined, because the compiler would see the faulting values and fail in its own way.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(uint address) => *(uint*)address = 0xDEADBEEF;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Read(uint address) => *(uint*)address;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Read(ReadOnlySpan<uint> values, int index) => values[index];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Divide(uint dividend, uint divisor) => dividend / divisor;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Add(uint left, uint right) => checked(left + right);

    // The result is used after the call, so that no compiler can turn the recursion into a loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint CallItself(uint depth) => depth == 0 ? 0 : CallItself(depth + 1) ^ depth;

    [RuntimeImport("*", "execute_invalid_opcode")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ExecuteInvalidOpcode();

    [RuntimeImport("*", "load_bad_selector")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void LoadBadSelector(uint selector);

    [RuntimeImport("*", "lose_stack")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void LoseStack(uint address);
}
