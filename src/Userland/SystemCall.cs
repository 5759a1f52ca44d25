using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>One call of the system, by <c>int 0x80</c>.</summary>
internal static class SystemCall
{
    // A result above this is a negated error (Linux, include/linux/err.h).
    private const uint LastValue = unchecked((uint)-4096);

    /// <summary>Calls the system with up to six arguments.</summary>
    /// <param name="number">What to do.</param>
    /// <param name="value">What the system answers; 0 when there is an error.</param>
    /// <returns>Why it was refused, or <see cref="Errno.None"/>.</returns>
    public static Errno Call(CallNumber number, out uint value, uint a = 0, uint b = 0, uint c = 0, uint d = 0,
        uint e = 0, uint f = 0)
    {
        uint answer = Invoke(number, a, b, c, d, e, f);
        bool isValue = answer <= LastValue;
        value = isValue ? answer : 0;
        return isValue ? Errno.None : (Errno)(0 - answer);
    }

    [RuntimeImport("*", "system_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint Invoke(CallNumber number, uint a, uint b, uint c, uint d, uint e, uint f);
}
