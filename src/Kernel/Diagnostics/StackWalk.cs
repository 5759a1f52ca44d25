// Goes from a place in the code to the place that called it, by what the symbol table says of the stack there. Believes nothing that it
// reads: the stack may be what is broken.

using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Diagnostics;

internal enum WalkResult
{
    /// <summary>The walk is at the caller now.</summary>
    Caller,

    /// <summary>The walk is at what was interrupted now.</summary>
    Interrupted,

    /// <summary>Nothing called the function.</summary>
    Outermost,

    /// <summary>The address is in none of the kernel's functions.</summary>
    NotCode,

    /// <summary>The symbol table does not know the stack here.</summary>
    FrameUnknown,

    /// <summary>What should be read lies on no stack, or below what was read already, or in no mapped page.</summary>
    Unreadable,
}

/// <summary>
/// A place is the registers EIP, ESP and EBP before an instruction. Of a call, EIP is what it returns to, and ESP is as it was before the call.
/// </summary>
internal unsafe struct StackWalk(uint eip, uint esp, uint ebp, bool isCall)
{
    private const byte ReturnInstruction = 0xC3;
    private const byte ReturnAndPopInstruction = 0xC2;

    // EIP, CS, EFLAGS: what iret takes off the stack. Below them are the error code and the vector, as Assembly/InterruptStubs.asm lays them out.
    private const uint InterruptFrameBytes = 12;
    private const uint VectorBelowEip = 8;

    private Stack _stack;

    public uint Eip { get; private set; } = eip;

    public uint Esp { get; private set; } = esp;

    public uint Ebp { get; private set; } = ebp;

    /// <summary>Whether EIP is the address that a call returns to, so that the instruction before it is meant.</summary>
    public bool IsCall { get; private set; } = isCall;

    /// <summary>The address that could not be read.</summary>
    public uint Unreadable { get; private set; }

    /// <summary>Goes to the caller.</summary>
    /// <param name="isFirst">Code that isn't the kernel's may be run by a call through a bad pointer: then its caller is on top of the stack.</param>
    public WalkResult Step(bool isFirst)
    {
        if (!TryGetRule(isFirst, out FrameRule rule))
        {
            return WalkResult.NotCode;
        }

        if (rule.Kind == FrameKind.Outermost)
        {
            return WalkResult.Outermost;
        }

        if (rule.Kind == FrameKind.Unknown)
        {
            return WalkResult.FrameUnknown;
        }

        // An interrupt may have been taken on another stack.
        bool isInterrupt = rule.Kind == FrameKind.Interrupt;
        if (isInterrupt)
        {
            _stack = default;
        }

        uint slot = rule.ReturnSlot(Esp, Ebp);
        uint caller = 0;
        uint ebp = Ebp;
        uint lowest = isInterrupt ? 0 : Esp;
        if (!TryRead(slot, lowest, out caller) || (rule.IsEbpSaved && !TryRead(rule.SavedEbpSlot(Esp, Ebp), lowest, out ebp)))
        {
            return WalkResult.Unreadable;
        }

        Eip = caller;
        Ebp = ebp;
        Esp = slot + (isInterrupt ? InterruptFrameBytes : sizeof(uint));
        // A failed check of the language is a call, made to look like an interrupt.
        IsCall = !isInterrupt || (TryRead(slot - VectorBelowEip, 0, out uint vector) && vector == (uint)FaultKind.LanguageCheck);
        return isInterrupt ? WalkResult.Interrupted : WalkResult.Caller;
    }

    private readonly bool TryGetRule(bool isFirst, out FrameRule rule)
    {
        SymbolTable table = Symbols.Table;
        if (table.IsEmpty)
        {
            rule = Ebp == 0 ? new FrameRule(FrameKind.Outermost, false, 0, 0) : FrameRule.Conventional;
            return true;
        }

        rule = FrameRule.AtReturn;
        if (!table.TryFind(IsCall ? Eip - 1 : Eip, out FunctionSymbol function))
        {
            return isFirst && !IsCall;
        }

        // Sound: the address lies in a function of the image, whose pages are always mapped.
        if (IsCall || *(byte*)Eip is not (ReturnInstruction or ReturnAndPopInstruction))
        {
            rule = table.FrameAt(in function, IsCall ? Eip - 1 : Eip);
        }

        return true;
    }

    /// <summary>Reads a dword of the stack. The walk stays on the stack on which it first read, and only goes up.</summary>
    private bool TryRead(uint address, uint lowest, out uint value)
    {
        value = 0;
        Unreadable = address;
        if (_stack.Top == 0)
        {
            _stack = Stack.Containing(address);
        }

        if (address % sizeof(uint) != 0 || address < lowest || !_stack.Contains(address) || !IsMapped(address))
        {
            return false;
        }

        // Sound: the address lies in a mapped page, on a stack, and is aligned.
        value = *(uint*)address;
        return true;
    }

    private static bool IsMapped(uint address) =>
        (Processor.ReadCr0() & Processor.Cr0Paging) == 0 || KernelMemory.Paging.TryReadEntry(new VirtualAddress(address), out _);

    /// <summary>The bounds of a stack, [Bottom, Top); empty for none.</summary>
    private readonly struct Stack(uint bottom, uint top)
    {
        public uint Top { get; } = top;

        public bool Contains(uint address) => address >= bottom && address < Top;

        public static Stack Containing(uint address)
        {
            ref readonly ImageLayout image = ref ImageLayout.Current;
            Stack boot = new(image.BootStackBottom, image.BootStackTop);
            Stack guarded = new(MemoryLayout.StackBottom, MemoryLayout.StackTop);
            Stack fault = new(image.FaultStackBottom, image.FaultStackTop);
            Stack doubleFault = new(image.DoubleFaultStackBottom, image.DoubleFaultStackTop);
            return boot.Contains(address) ? boot
                : guarded.Contains(address) ? guarded
                : fault.Contains(address) ? fault
                : doubleFault.Contains(address) ? doubleFault
                : default;
        }
    }
}
