// Instructions of every processor that this library supports. The compiler replaces the calls. The bodies, which call
// themselves, run only through a function pointer.

using System.Runtime.CompilerServices;

namespace System.Runtime.Intrinsics.X86;

[Intrinsic]
public abstract class X86Base
{
    public static bool IsSupported
    {
        [Intrinsic]
        get => IsSupported;
    }

    /// <summary>bsf: index of the lowest one bit; undefined for zero.</summary>
    [Intrinsic]
    public static uint BitScanForward(uint value) => BitScanForward(value);

    /// <summary>bsr: index of the highest one bit; undefined for zero.</summary>
    [Intrinsic]
    public static uint BitScanReverse(uint value) => BitScanReverse(value);

    /// <summary>pause: a hint inside a waiting loop.</summary>
    [Intrinsic]
    public static void Pause() => Pause();
}
