// The stacks that interrupt stubs switch to.

using Osmosis.Kernel.Boot;
using Osmosis.Memory;

namespace Osmosis.Kernel.Cpu;

/// <summary>
/// Four words of Assembly/InterruptStubs.asm: the lowest address and the end of the interrupt stack and of the fault
/// stack.
/// </summary>
internal unsafe struct StubStacks
{
    private volatile uint _interruptBottom;
    private volatile uint _interruptTop;
    private volatile uint _faultBottom;
    private volatile uint _faultTop;

    /// <summary>The end of the fault stack.</summary>
    public static uint FaultTop => Current->_faultTop;

    // Sound: the assembly reserves four words there, at a fixed address.
    private static StubStacks* Current => (StubStacks*)ImageLayout.Current.StubStacks;

    /// <summary>
    /// From now on the stacks are used between their guard pages; paging must be on. A fault may come between any two
    /// of these stores. A stub first compares ESP with the bottom. No stack now in use lies above the new stack, so the
    /// stub switches to the top stored at that moment, old or new.
    /// </summary>
    public static void UseGuarded()
    {
        KernelStack interrupt = KernelStack.Of(StackKind.Interrupt);
        KernelStack fault = KernelStack.Of(StackKind.Fault);
        StubStacks* stacks = Current;
        stacks->_faultBottom = fault.Bottom;
        stacks->_faultTop = fault.Top;
        stacks->_interruptBottom = interrupt.Bottom;
        stacks->_interruptTop = interrupt.Top;
    }
}
