// Helpers that the C# compiler calls; the native compiler replaces them with its own code.

namespace System.Runtime.CompilerServices;

public static unsafe class RuntimeHelpers
{
    /// <summary>Offset of a string's first character from the object's start, in bytes.</summary>
    public static int OffsetToStringData => sizeof(nint) + sizeof(int);

    [Intrinsic]
    public static extern void InitializeArray(Array array, RuntimeFieldHandle field);

    [Intrinsic]
    public static extern ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle field);
}
