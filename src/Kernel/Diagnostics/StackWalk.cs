// Walks from a place in the code to the place that called it, using the symbol table's rules for the stack. It trusts
// nothing that it reads, because the stack may be damaged.

using System.Runtime.CompilerServices;
using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal enum WalkResult
{
    /// <summary>The walk is at the caller now.</summary>
    Caller,

    /// <summary>The walk is at the interrupted code now.</summary>
    Interrupted,

    /// <summary>Nothing called the function.</summary>
    Outermost,

    /// <summary>The address is in none of the kernel's functions.</summary>
    NotCode,

    /// <summary>The symbol table has no rule for the stack here.</summary>
    FrameUnknown,

    /// <summary>
    /// The next address to read lies on no stack, below an address read before, or in no mapped page.
    /// </summary>
    Unreadable,
}

/// <summary>
/// A place is the registers EIP, ESP and EBP before an instruction. For a call, EIP is its return address, and ESP is
/// the value before the call.
/// </summary>
internal unsafe struct StackWalk(uint eip, uint esp, uint ebp, bool isCall)
{
    private const byte ReturnInstruction = 0xC3;
    private const byte ReturnAndPopInstruction = 0xC2;

    // EIP, CS, EFLAGS, which iret pops. Below them are the error code and the vector, as Assembly/InterruptStubs.asm
    // lays them out.
    private const uint InterruptFrameBytes = 12;
    private const uint VectorBelowEip = 8;

    private Stack _stack;

    public uint Eip { get; private set; } = eip;

    public uint Esp { get; private set; } = esp;

    public uint Ebp { get; private set; } = ebp;

    /// <summary>Whether EIP is a return address, so that the instruction of interest is the one before it.</summary>
    public bool IsCall { get; private set; } = isCall;

    /// <summary>The address that could not be read.</summary>
    public uint Unreadable { get; private set; }

    /// <summary>The place in the calling method of its call to this method.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static StackWalk FromHere()
    {
        CodePlace place;
        Processor.ReadPlace(&place);
        StackWalk walk = new(place.Eip, place.Esp, place.Ebp, true);
        walk.Step(isFirst: false);
        return walk;
    }

    /// <summary>Goes to the caller.</summary>
    /// <param name="isFirst">Whether this is the first step. A call through a bad pointer may have left the kernel's
    /// code; then the return address is on top of the stack.</param>
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

        // The interrupted code may have used another stack.
        bool isInterrupt = rule.Kind == FrameKind.Interrupt;
        if (isInterrupt)
        {
            _stack = default;
        }

        uint slot = rule.ReturnSlot(Esp, Ebp);
        uint caller = 0;
        uint ebp = Ebp;
        uint lowest = isInterrupt ? 0 : Esp;
        if (!TryRead(slot, lowest, out caller)
            || (rule.IsEbpSaved && !TryRead(rule.SavedEbpSlot(Esp, Ebp), lowest, out ebp)))
        {
            return WalkResult.Unreadable;
        }

        Eip = caller;
        Ebp = ebp;
        Esp = slot + (isInterrupt ? InterruptFrameBytes : sizeof(uint));
        // A failed runtime check is a call that is made to look like an interrupt.
        IsCall = !isInterrupt
            || (TryRead(slot - VectorBelowEip, 0, out uint vector) && vector == (uint)FaultKind.LanguageCheck);
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

    /// <summary>Reads a dword of the stack. The walk stays on the stack of its first read, and only goes up.</summary>
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
        (Processor.ReadCr0() & Processor.Cr0Paging) == 0
        || KernelMemory.Paging.TryReadEntry(new VirtualAddress(address), out _);

    /// <summary>The bounds of a stack, [Bottom, Top); empty for none.</summary>
    private readonly struct Stack(uint bottom, uint top)
    {
        public uint Top { get; } = top;

        public bool Contains(uint address) => address >= bottom && address < Top;

        public static Stack Containing(uint address)
        {
            for (int i = 0; i < KernelStack.Count; i++)
            {
                KernelStack stack = KernelStack.Of((StackKind)i);
                if (stack.Contains(address))
                {
                    return new Stack(stack.Bottom, stack.Top);
                }

                // For addresses from before paging was on, and for the boot stack's contents after that.
                uint place = stack.PlaceInImage(ImageLayout.Current.Stacks);
                Stack inImage = new(place, place + stack.Bytes);
                if (stack.Kind != StackKind.Kernel && inImage.Contains(address))
                {
                    return inImage;
                }
            }

            return default;
        }
    }
}
