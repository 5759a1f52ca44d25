// The section .debug_frame: for any instruction, the caller and its registers.
using Iced.Intel;

namespace Osmosis.Symbols.Dwarf;

/// <summary>
/// Call frame information (DWARF 4, section 6.4). The canonical frame address is the caller's ESP after the return
/// address is popped: for a call one slot, for an interrupt three slots above the saved EIP.
/// </summary>
internal static class FrameTable
{
    private const int Slot = 4;
    private const int InterruptSlots = 3;

    // DWARF numbers the general registers like the processor, and EIP as 8.
    private const int Eip = 8;

    private static readonly Register[] Volatile = [Register.EAX, Register.ECX, Register.EDX];
    private static readonly Register[] Preserved = [Register.EBX, Register.EBP, Register.ESI, Register.EDI];

    public static void Write(TextWriter output, IEnumerable<(Function Function, RoutineStates States)> functions)
    {
        // Version 1, data factor -4; initially the frame address is ESP + 4, and EIP is one slot below it.
        output.WriteLine($"""
            .section .debug_frame
            .Lframes: .4byte 2f - 1f
            1: .4byte -1
            .byte 1, 0, 1, -{Slot} & 0x7f, {Eip}
            .byte 0x0c, 4, {Slot}, 0x80 + {Eip}, 1
            .balign 4
            2:
            """);
        foreach ((Function function, RoutineStates states) in functions)
        {
            output.WriteLine($".4byte 2f - 1f\n1: .4byte .Lframes, 0x{function.Start:x}, {function.Size}");
            WriteRules(output, function.Start, states);
            output.WriteLine(".balign 4\n2:");
        }
    }

    private static void WriteRules(TextWriter output, uint start, RoutineStates states)
    {
        uint at = start;
        StackState? last = null;
        foreach ((Instruction instruction, StackState state) in states.Instructions)
        {
            if (state == last)
            {
                continue;
            }

            if (instruction.IP32 != at)
            {
                output.WriteLine($".byte 4\n.4byte {instruction.IP32 - at}");
            }

            WriteRule(output, state, states.InterruptSlot);
            (at, last) = (instruction.IP32, state);
        }
    }

    // DW_CFA_def_cfa, then DW_CFA_offset for EIP, and a rule for each register. Where nothing is known EIP is
    // DW_CFA_undefined, and the backtrace ends.
    private static void WriteRule(TextWriter output, StackState state, int? interruptSlot)
    {
        int slots = interruptSlot is null ? 1 : InterruptSlots;
        int shift = (interruptSlot ?? 0) + (slots * Slot);
        int? distance = (state.FromEbp ?? state.FromEsp) + shift;
        if (state.IsOutermost || distance is null or < 0)
        {
            output.WriteLine($".byte 0x07, {Eip}");
            return;
        }

        output.WriteLine(
            $".byte 0x0c, {(state.FromEbp is null ? 4 : 5)}\n.uleb128 {distance}\n.byte 0x80 + {Eip}, {slots}");
        foreach (Register register in Preserved)
        {
            WriteRegister(output, register.GetNumber(), state.Callers[register], shift);
        }

        foreach (Register register in Volatile)
        {
            // A call loses them whatever this function does; an interrupt must preserve them.
            CallersRegister place = interruptSlot is null ? new CallersRegister(false, null) : state.Callers[register];
            WriteRegister(output, register.GetNumber(), place, shift);
        }
    }

    // DW_CFA_offset, DW_CFA_same_value or DW_CFA_undefined.
    private static void WriteRegister(TextWriter output, int number, CallersRegister place, int shift) =>
        output.WriteLine(
            place.SavedAt is int saved ? $".byte 0x80 + {number}\n.uleb128 {(saved + shift) / Slot}"
            : place.IsHeld ? $".byte 0x08, {number}"
            : $".byte 0x07, {number}");
}
