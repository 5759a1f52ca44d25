// The rules from an instruction to the caller, in small routines whose stack is easy to follow by hand.
using Iced.Intel;
using Osmosis.Metal;
using static Iced.Intel.AssemblerRegisters;

namespace Osmosis.Symbols.Tests;

public sealed class FrameTests
{
    private const uint Start = 0x10_0000;
    private const uint Other = 0x20_0000;

    private static readonly FrameRule Unknown = new(FrameKind.Unknown, false, 0, 0);
    private static readonly FrameRule Outermost = new(FrameKind.Outermost, false, 0, 0);

    [Fact]
    public void A_frame_of_EBP_counts_from_EBP_once_it_is_made()
    {
        FrameRule inside = FromEbp(4, 4);
        Check(
            code =>
            {
                code.push(ebp);
                code.mov(ebp, esp);
                code.sub(esp, 0x40);
                code.push(eax);
                code.mov(esp, ebp);
                code.pop(ebp);
                code.ret();
            },
            [FromEsp(0), FromEsp(4), inside, inside, inside, inside, FromEsp(0)]);
    }

    [Fact]
    public void Without_a_frame_pushes_are_counted() =>
        Check(
            code =>
            {
                code.push(esi);
                code.sub(esp, 8);
                code.lea(esp, __[esp - 4]);
                code.add(esp, 12);
                code.pop(esi);
                code.ret(8);
            },
            [FromEsp(0), FromEsp(4), FromEsp(12), FromEsp(16), FromEsp(4), FromEsp(0)]);

    [Fact]
    public void A_called_function_takes_its_arguments_off_the_stack() =>
        Check(
            code =>
            {
                code.push(1);
                code.push(2);
                code.call(Other);
                code.nop();
                code.ret();
            },
            [FromEsp(0), FromEsp(4), FromEsp(8), FromEsp(0), FromEsp(0)],
            other => other.ret(8));

    [Fact]
    public void Code_after_a_call_that_never_returns_is_reached_another_way() =>
        Check(
            code =>
            {
                Label fine = code.CreateLabel();
                code.test(ecx, ecx);
                code.jne(fine);
                code.push(1);
                code.call(Other);
                code.Label(ref fine);
                code.nop();
                code.ret();
            },
            [FromEsp(0), FromEsp(0), FromEsp(0), FromEsp(4), FromEsp(0), FromEsp(0)],
            other => other.hlt());

    [Fact]
    public void Behind_a_jump_through_a_table_the_stack_is_as_at_the_jump() =>
        Check(
            code =>
            {
                code.push(esi);
                code.jmp(eax);
                code.pop(esi);
                code.ret();
                code.pop(esi);
                code.ret();
            },
            [FromEsp(0), FromEsp(4), FromEsp(4), FromEsp(0), FromEsp(4), FromEsp(0)]);

    [Fact]
    public void A_saved_EBP_is_found_where_it_was_pushed_once_EBP_changed() =>
        Check(
            code =>
            {
                code.push(esi);
                code.push(ebp);
                code.xor(ebp, ebp);
                code.push(eax);
                code.pop(eax);
                code.pop(ebp);
                code.pop(esi);
                code.ret();
            },
            [FromEsp(0), FromEsp(4), FromEsp(8), FromEsp(8, 8), FromEsp(12, 8), FromEsp(8, 8), FromEsp(4), FromEsp(0)]);

    [Fact]
    public void Where_EBP_is_cleared_for_good_nothing_called() =>
        Check(
            code =>
            {
                code.mov(esp, ecx);
                code.xor(ebp, ebp);
                code.call(edx);
                code.hlt();
            },
            [FromEsp(0), Unknown, Outermost, Outermost]);

    [Fact]
    public void A_routine_that_ends_in_iret_leads_to_what_was_interrupted() =>
        Check(
            code =>
            {
                code.pushad();
                code.mov(ebp, esp);
                code.and(esp, -16);
                code.call(Other);
                code.mov(esp, ebp);
                code.popad();
                code.add(esp, 8);
                code.iretd();
            },
            [
                Interrupted(false, 8), Interrupted(false, 40), Interrupted(true, 40, 32), Interrupted(true, 40, 32),
                Interrupted(true, 40, 32),
                Interrupted(true, 40, 32), Interrupted(false, 8), Interrupted(false, 0),
            ],
            other => other.ret());

    private static FrameRule FromEsp(uint distance, uint savedEbp = 0) =>
        new(FrameKind.Call, false, distance, savedEbp);

    private static FrameRule FromEbp(uint distance, uint savedEbp) => new(FrameKind.Call, true, distance, savedEbp);

    private static FrameRule Interrupted(bool fromEbp, uint distance, uint savedEbp = 0) =>
        new(FrameKind.Interrupt, fromEbp, distance, savedEbp);

    // One rule for each instruction. The rule at `ret` is the same in every function, so the analysis leaves it out.
    private static void Check(Action<Assembler> write, FrameRule[] expected, Action<Assembler>? writeOther = null)
    {
        CodeRoutine routine = Assemble(write, Start);
        Dictionary<uint, CodeRoutine> routines = new() { [Start] = routine };
        if (writeOther is not null)
        {
            routines.Add(Other, Assemble(writeOther, Other));
        }

        IReadOnlyList<FrameEntry> frames = new FrameAnalysis(routines).Analyse(routine);
        Assert.Equal(expected.Length, routine.Instructions.Count());
        foreach ((Instruction instruction, FrameRule rule) in routine.Instructions.Zip(expected))
        {
            uint found = instruction.Mnemonic == Mnemonic.Ret
                ? FrameRule.AtReturn.Encoded
                : frames.Last(frame => frame.Offset <= instruction.IP32 - Start).Rule;
            Assert.True(rule.Encoded == found, $"at {instruction}: 0x{found:x8}, not 0x{rule.Encoded:x8}");
        }
    }

    private static CodeRoutine Assemble(Action<Assembler> write, uint start)
    {
        Assembler assembler = new(32);
        write(assembler);
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), start);
        return new CodeRoutine(start, code.ToArray());
    }
}
