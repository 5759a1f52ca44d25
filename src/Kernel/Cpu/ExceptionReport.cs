// Prints the processor's state at an exception.

using System;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Cpu;

internal static class ExceptionReport
{
    /// <summary>The exception's name in the processor's manual (SDM volume 3, "Protected-Mode Exceptions and Interrupts").</summary>
    public static ReadOnlySpan<byte> Name(uint vector) => vector switch
    {
        0 => "#DE divide error"u8,
        1 => "#DB debug"u8,
        2 => "non-maskable interrupt"u8,
        3 => "#BP breakpoint"u8,
        4 => "#OF overflow"u8,
        5 => "#BR bound range exceeded"u8,
        6 => "#UD invalid opcode"u8,
        7 => "#NM device not available"u8,
        8 => "#DF double fault"u8,
        9 => "coprocessor segment overrun"u8,
        10 => "#TS invalid TSS"u8,
        11 => "#NP segment not present"u8,
        12 => "#SS stack-segment fault"u8,
        13 => "#GP general protection"u8,
        14 => "#PF page fault"u8,
        16 => "#MF x87 floating-point error"u8,
        17 => "#AC alignment check"u8,
        18 => "#MC machine check"u8,
        19 => "#XM SIMD floating-point exception"u8,
        20 => "#VE virtualization exception"u8,
        21 => "#CP control protection exception"u8,
        _ => "reserved exception"u8,
    };

    public static void Print(in InterruptFrame frame)
    {
        Terminal.SetColor(TerminalColor.Red);
        Terminal.WriteLine();
        Terminal.WriteLine($"exception: {Name(frame.Vector)}");
        Terminal.Row("vector"u8, $"{frame.Vector}");
        Terminal.Row("error code"u8, $"0x{frame.ErrorCode:x8}");
        Terminal.WriteLine($"EIP 0x{frame.Eip:x8}  CS  0x{frame.Cs:x8}  EFLAGS 0x{frame.EFlags:x8}");
        Terminal.WriteLine($"EAX 0x{frame.Eax:x8}  EBX 0x{frame.Ebx:x8}  ECX 0x{frame.Ecx:x8}  EDX 0x{frame.Edx:x8}");
        Terminal.WriteLine($"ESI 0x{frame.Esi:x8}  EDI 0x{frame.Edi:x8}  EBP 0x{frame.Ebp:x8}  ESP 0x{frame.Esp:x8}");
        Terminal.WriteLine($"DS  0x{frame.Ds:x8}  ES  0x{frame.Es:x8}  FS  0x{frame.Fs:x8}  GS  0x{frame.Gs:x8}");
        Terminal.WriteLine($"CR0 0x{Processor.ReadCr0():x8}  CR2 0x{Processor.ReadCr2():x8}  CR3 0x{Processor.ReadCr3():x8}  CR4 0x{Processor.ReadCr4():x8}");
        Terminal.SetColor(TerminalColor.Default);
    }
}
