// Where a failed check of the C# language arrives (src/CoreLib/Assembly/Failures.asm).

using System;
using System.Runtime;
using Internal.Runtime.CompilerHelpers;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Cpu;

internal static class RuntimeFailure
{
    /// <param name="kind">What was violated.</param>
    /// <param name="address">The address after the call that found it.</param>
    [RuntimeExport("runtime_failure")]
    private static void Report(RuntimeFailureKind kind, uint address) => Panic.Stop($"{Describe(kind)} at 0x{address:x8}");

    private static ReadOnlySpan<byte> Describe(RuntimeFailureKind kind) => kind switch
    {
        RuntimeFailureKind.IndexOutOfRange => "index out of range"u8,
        RuntimeFailureKind.Overflow => "arithmetic overflow"u8,
        RuntimeFailureKind.NullReference => "null reference"u8,
        RuntimeFailureKind.DivideByZero => "division by zero"u8,
        RuntimeFailureKind.ArgumentOutOfRange => "argument out of range"u8,
        RuntimeFailureKind.InvalidOperation => "invalid operation"u8,
        RuntimeFailureKind.MissingCode => "code that the compiler left out"u8,
        RuntimeFailureKind.StackSmashed => "stack buffer overrun"u8,
        _ => "unknown runtime failure"u8,
    };
}
