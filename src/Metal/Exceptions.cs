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
}
