// Transitions between managed and unmanaged code, which compiled code calls by name. There is no garbage collector to
// notify, so they do nothing.

using System.Runtime;

namespace Internal.Runtime.CompilerHelpers;

internal static class StartupCodeHelpers
{
    [RuntimeExport("RhpReversePInvoke")]
    private static void RhpReversePInvoke(nint frame)
    {
    }

    [RuntimeExport("RhpReversePInvokeReturn")]
    private static void RhpReversePInvokeReturn(nint frame)
    {
    }

    [RuntimeExport("RhpPInvoke")]
    private static void RhpPInvoke(nint frame)
    {
    }

    [RuntimeExport("RhpPInvokeReturn")]
    private static void RhpPInvokeReturn(nint frame)
    {
    }
}
