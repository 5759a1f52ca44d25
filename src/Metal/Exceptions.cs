using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Metal;

/// <summary>
/// Exceptions (vectors 0 to 31) of a kernel that has no interrupt stubs of its own. Until a handler is named, an
/// exception halts the machine with a line that has its vector, error code, address and CR2.
/// </summary>
/// <remarks>The routine is in build/Boot/Exceptions.asm.</remarks>
public static unsafe class Exceptions
{
    /// <summary>
    /// Names the handler. It runs on the stack that the exception interrupted, with interrupts off. When it returns,
    /// the interrupted code goes on with the registers that the frame has then: a fault's instruction is tried again.
    /// </summary>
    [RuntimeImport("*", "exceptions_handle")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Handle(delegate*<ref InterruptFrame, void> handler);

    /// <summary>
    /// Lets a kernel outlive a stack that is used up: the exception finds no room there, and without this the machine
    /// is reset. A double fault then runs the handler on a stack of its own. Its frame is that of the interrupted code,
    /// and CR2 says where there was no room. It must not return: there is nothing to go on with.
    /// </summary>
    /// <param name="top">
    /// The end of the stack for double faults, mapped in every address space. Paging must be on.
    /// </param>
    [RuntimeImport("*", "exceptions_guard_stack")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void GuardStack(uint top);
}
