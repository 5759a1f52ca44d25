// The runtime checks of C# that can fail (src/CoreLib/Assembly/Failures.asm). They arrive as exceptions of kind
// LanguageCheck.

using System;
using Internal.Runtime.CompilerHelpers;

namespace Osmosis.Kernel.Cpu;

internal static class RuntimeFailure
{
    public static ReadOnlySpan<byte> Describe(RuntimeFailureKind kind) => kind switch
    {
        RuntimeFailureKind.IndexOutOfRange or RuntimeFailureKind.IndexOutsideSpan => "index out of range"u8,
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
