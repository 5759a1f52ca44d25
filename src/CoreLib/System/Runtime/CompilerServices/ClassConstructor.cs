// Static constructors. The native compiler runs them at build time. A constructor that it can't run needs this runner,
// which has no methods, so the build fails and names the constructor.

namespace System.Runtime.CompilerServices;

internal static class ClassConstructorRunner;

public struct StaticClassConstructionContext
{
    public nint cctorMethodAddress;
    public volatile int initialized;
}
