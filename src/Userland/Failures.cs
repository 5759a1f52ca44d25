using System;
using System.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace Osmosis.Userland;

/// <summary>What ends a program against its will is told on standard error, in one line.</summary>
internal static class Failures
{
    /// <summary>The status of a program in which a check of the language failed (EX_SOFTWARE of sysexits.h).</summary>
    public const int CheckFailed = 70;

    private const uint NullEnd = 4096;

    private const uint IllegalInstruction = 4;
    private const uint ArithmeticFault = 8;

    /// <summary>A check of the language failed: ends the program.</summary>
    /// <param name="kind">Which check.</param>
    /// <param name="address">The address behind the call that found it.</param>
    /// <param name="index">For <see cref="RuntimeFailureKind.IndexOutsideSpan"/>, the index.</param>
    /// <param name="length">And the length.</param>
    [RuntimeExport("program_failure")]
    private static void Failed(RuntimeFailureKind kind, uint address, int index, int length)
    {
        if (kind == RuntimeFailureKind.IndexOutsideSpan)
        {
            Output.Fail($"index {index} is outside a span of {length}, before 0x{address:x8}");
        }
        else
        {
            Output.Fail($"{Describe(kind)}, before 0x{address:x8}");
        }

        Process.Exit(CheckFailed);
    }

    /// <summary>
    /// The processor refused an instruction. The signal comes again when this returns, and ends the program.
    /// </summary>
    /// <param name="signal">Which signal.</param>
    /// <param name="information">Linux's siginfo_t.</param>
    /// <param name="context">Linux's ucontext_t.</param>
    [RuntimeExport("program_signal")]
    private static unsafe void Signalled(uint signal, SignalInformation* information, SignalContext* context)
    {
        // Sound: the system has put both records on the handler's stack.
        uint instruction = context->Eip;
        if (information->IsAboutAddress && signal is not (IllegalInstruction or ArithmeticFault))
        {
            uint address = information->Address;
            ReadOnlySpan<byte> access = (context->ErrorCode & SignalContext.IsWrite) != 0 ? "write to"u8 : "read of"u8;
            ReadOnlySpan<byte> why = address < NullEnd ? " (a null reference)"u8 : default;
            Output.Fail($"{access} 0x{address:x8}{why} was refused, at 0x{instruction:x8}: signal {signal}");
            return;
        }

        ReadOnlySpan<byte> what = signal switch
        {
            IllegalInstruction => "invalid instruction"u8,
            ArithmeticFault => "division by zero, or with too large a result,"u8,
            _ => "forbidden instruction"u8,
        };
        Output.Fail($"{what} at 0x{instruction:x8}: signal {signal}");
    }

    private static ReadOnlySpan<byte> Describe(RuntimeFailureKind kind) => kind switch
    {
        RuntimeFailureKind.IndexOutOfRange => "index out of range"u8,
        RuntimeFailureKind.Overflow => "arithmetic overflow"u8,
        RuntimeFailureKind.NullReference => "null reference"u8,
        RuntimeFailureKind.DivideByZero => "division by zero"u8,
        RuntimeFailureKind.ArgumentOutOfRange => "argument out of range"u8,
        RuntimeFailureKind.InvalidOperation => "invalid operation"u8,
        RuntimeFailureKind.StackSmashed => "stack buffer overrun"u8,
        _ => "code that the compiler left out"u8,
    };

    /// <summary>The part of siginfo_t (include/uapi/asm-generic/siginfo.h) that is read.</summary>
    private struct SignalInformation
    {
        private readonly uint _number;
        private readonly uint _error;
        private readonly int _code;
        public readonly uint Address;

        // SI_KERNEL; those below are about the address.
        private const int General = 0x80;

        public readonly bool IsAboutAddress => _code is > 0 and < General;
    }

    /// <summary>The part of ucontext_t (arch/x86/include/uapi/asm/sigcontext.h) that is read.</summary>
    private unsafe struct SignalContext
    {
        /// <summary>A bit of the processor's error code for page faults.</summary>
        public const uint IsWrite = 2;

        // Flags, link, the stack (3 words); GS, FS, ES, DS, EDI, ESI, EBP, ESP, EBX, EDX, ECX, EAX, the exception.
        private fixed uint _before[18];
        public readonly uint ErrorCode;
        public readonly uint Eip;
    }
}
