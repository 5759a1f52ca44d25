// The compiler asks for the type; bulk copies of managed references do not occur.

namespace System;

public static class Buffer
{
    private static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint byteCount) =>
        SpanHelpers.Memmove(ref destination, ref source, byteCount);
}
