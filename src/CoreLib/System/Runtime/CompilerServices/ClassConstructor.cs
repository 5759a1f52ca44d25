// Static constructors. The native compiler runs them at build time; one that it could not would need the
// runner, which has no methods, so that the build fails and names it.

namespace System.Runtime.CompilerServices;

internal static class ClassConstructorRunner;

public struct StaticClassConstructionContext
{
    public nint cctorMethodAddress;
    public volatile int initialized;
}
