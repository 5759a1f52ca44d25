// The places of the caller's registers at each instruction, in small routines that are easy to follow by hand.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Osmosis.Symbols.Tests;

public sealed class CallersRegistersTests
{
    private static readonly CallersRegister Held = new(true, null);
    private static readonly CallersRegister Lost = new(false, null);

    [Fact]
    public void A_pushed_register_is_in_the_stack_until_it_is_popped() =>
        Check(
            Register.EBX,
            code =>
            {
                code.push(esi);
                code.push(ebx);
                code.mov(ebx, 1);
                code.pop(ebx);
                code.pop(esi);
            },
            [Held, Held, new(true, 8), new(false, 8), Held, Held]);

    [Fact]
    public void A_register_that_is_popped_from_elsewhere_is_not_the_caller_s() =>
        Check(
            Register.EBX,
            code =>
            {
                code.push(ebx);
                code.push(esi);
                code.pop(ebx);
                code.add(esp, 4);
            },
            [Held, new(true, 4), new(true, 4), new(false, 4), Lost]);

    [Fact]
    public void What_lies_below_the_stack_pointer_is_lost() =>
        Check(
            Register.EDI,
            code =>
            {
                code.push(edi);
                code.xor(edi, edi);
                code.lea(esp, __[esp + 4]);
                code.nop();
            },
            [Held, new(true, 4), new(false, 4), Lost, Lost]);

    [Fact]
    public void All_registers_at_once_come_back_to_where_they_were() =>
        Check(
            Register.ECX,
            code =>
            {
                code.pushad();
                code.xor(ecx, ecx);
                code.popad();
                code.nop();
            },
            [Held, new(true, 8), new(false, 8), Held, Held]);

    [Fact]
    public void Two_ways_to_an_instruction_must_agree() =>
        Check(
            Register.ESI,
            code =>
            {
                Label end = code.CreateLabel();
                code.je(end);
                code.mov(esi, 1);
                code.Label(ref end);
                code.nop();
            },
            [Held, Held, Lost, Lost]);

    // One place for each instruction, and one before the return that ends the routine.
    private static void Check(Register register, Action<Assembler> write, CallersRegister[] expected)
    {
        const uint Start = 0x10_0000;
        Assembler assembler = new(32);
        write(assembler);
        assembler.ret();
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), Start);
        CodeRoutine routine = new(Start, code.ToArray());
        RoutineStates states =
            new FrameAnalysis(new Dictionary<uint, CodeRoutine> { [Start] = routine }).Follow(routine);
        Assert.Equal(expected, states.Instructions.Select(instruction => instruction.Before.Callers[register]));
    }
}
