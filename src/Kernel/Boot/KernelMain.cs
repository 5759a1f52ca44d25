using System.Numerics;
using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace Osmosis.Kernel.Boot;

internal static unsafe class KernelMain
{
    [RuntimeImport("*", "port_write8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Write(ushort port, byte value);

    [RuntimeExport("kernel_main")]
    private static void Main(uint magic, uint information)
    {
        ulong x = magic;
        Put((byte)('0' + BitOperations.TrailingZeroCount(magic)));
        Put((byte)('0' + (x * 100000 / information) % 10));
        Put((byte)('0' + BitOperations.PopCount(magic)));
        Put((byte)('0' + BitOperations.LeadingZeroCount(magic)));
        System.Span<int> b = stackalloc int[(int)(magic & 15)];
        b[(int)(information & 63)] = 3;
        Put((byte)b[1]);
    }

    private static void Put(byte b) => Write(0x3f8, b);

    [RuntimeExport("runtime_failure")]
    private static void Fail(RuntimeFailureKind kind, uint address)
    {
        Put((byte)('A' + (int)kind));
        Write(0xf4, 1);
    }
}
