// The effect of one instruction on ESP and on the knowledge of the caller's registers.
using Iced.Intel;

namespace Osmosis.Symbols;

internal static class StackEffect
{
    private const int AllRegisters = 32;

    // In the order that pushad pushes them.
    private static readonly Register[] Pushed = [Register.EAX, Register.ECX, Register.EDX, Register.EBX, Register.ESP,
        Register.EBP, Register.ESI, Register.EDI];

    // The registers that a called function need not preserve.
    private static readonly Register[] Volatile = [Register.EAX, Register.ECX, Register.EDX];

    /// <summary>The state after an instruction that continues with the next one.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="popped">Bytes of arguments that a called function pops.</param>
    public static StackState After(in Instruction instruction, StackState before, int popped)
    {
        StackState after = Of(instruction, before, popped);
        return after.FromEsp is int esp ? after with { Callers = after.Callers.Above(esp) } : after;
    }

    private static StackState Of(in Instruction instruction, StackState before, int popped) =>
        instruction.Mnemonic switch
        {
            Mnemonic.Call =>
                before with
                {
                    FromEsp = before.FromEsp - popped,
                    Callers = Volatile.Aggregate(before.Callers, (callers, register) => callers.Without(register))
                },
            Mnemonic.Push when instruction.Op0Register.IsGPR32() && before.FromEsp is int esp =>
                Push(before, 4) with { Callers = before.Callers.Saved(instruction.Op0Register, esp + 4) },
            Mnemonic.Pushad => PushAll(before),
            Mnemonic.Popad => PopAll(before),
            Mnemonic.Pop when instruction.Op0Register.IsGPR32() =>
                Load(before, instruction.Op0Register, before.FromEsp) with { FromEsp = before.FromEsp - 4 },
            Mnemonic.Leave => Leave(before),
            Mnemonic.Xor when Writes(instruction, Register.EBP) && instruction.Op1Register == Register.EBP
                && before.Callers[Register.EBP] is { IsHeld: true, SavedAt: null } =>
                WithoutEbp(before) with { IsOutermost = true },
            Mnemonic.Mov when Writes(instruction, Register.EBP) && instruction.Op1Register == Register.ESP =>
                WithoutEbp(before) with { FromEbp = before.FromEsp },
            Mnemonic.Lea when Writes(instruction, Register.EBP) && IsOf(instruction, Register.ESP) =>
                WithoutEbp(before) with { FromEbp = before.FromEsp - Displacement(instruction) },
            Mnemonic.Mov when Writes(instruction, Register.ESP) && instruction.Op1Register == Register.EBP =>
                before with { FromEsp = before.FromEbp },
            Mnemonic.Lea when Writes(instruction, Register.ESP) && IsOf(instruction, Register.EBP) =>
                before with { FromEsp = before.FromEbp - Displacement(instruction) },
            Mnemonic.Lea when Writes(instruction, Register.ESP) && IsOf(instruction, Register.ESP) =>
                before with { FromEsp = before.FromEsp - Displacement(instruction) },
            Mnemonic.Sub when Writes(instruction, Register.ESP) && HasImmediate(instruction) =>
                before with { FromEsp = before.FromEsp + (int)instruction.GetImmediate(1) },
            Mnemonic.Add when Writes(instruction, Register.ESP) && HasImmediate(instruction) =>
                before with { FromEsp = before.FromEsp - (int)instruction.GetImmediate(1) },
            _ => Otherwise(instruction, before),
        };

    private static StackState Otherwise(in Instruction instruction, StackState before)
    {
        StackState after = Push(before, -instruction.StackPointerIncrement);
        foreach (UsedRegister used in new InstructionInfoFactory().GetInfo(instruction).GetUsedRegisters())
        {
            bool isWritten =
                used.Access is not (OpAccess.None or OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess);
            Register register = used.Register.GetFullRegister32();
            if (isWritten && register == Register.ESP)
            {
                after = instruction.IsStackInstruction ? after : after with { FromEsp = null };
            }
            else if (isWritten && register.IsGPR32())
            {
                after = Load(after, register, null);
            }
        }

        return after;
    }

    private static StackState Push(StackState before, int bytes) => before with { FromEsp = before.FromEsp + bytes };

    private static StackState PushAll(StackState before)
    {
        StackState after = Push(before, AllRegisters);
        for (int i = 0; i < Pushed.Length && before.FromEsp is int esp; i++)
        {
            after = after with { Callers = after.Callers.Saved(Pushed[i], esp + ((i + 1) * 4)) };
        }

        return after;
    }

    private static StackState PopAll(StackState before)
    {
        StackState after = before;
        for (int i = 0; i < Pushed.Length; i++)
        {
            after = Pushed[i] == Register.ESP
                ? after : Load(after, Pushed[i], before.FromEsp - AllRegisters + ((i + 1) * 4));
        }

        return after with { FromEsp = before.FromEsp - AllRegisters };
    }

    private static StackState Load(StackState before, Register register, int? from)
    {
        StackState after = before with { Callers = before.Callers.Loaded(register, from) };
        return register == Register.EBP ? after with { FromEbp = null } : after;
    }

    private static StackState WithoutEbp(StackState before) =>
        before with { FromEbp = null, Callers = before.Callers.Without(Register.EBP) };

    private static StackState Leave(StackState before) =>
        Load(before, Register.EBP, before.FromEbp) with { FromEsp = before.FromEbp - 4 };

    private static bool Writes(in Instruction instruction, Register register) =>
        instruction.Op0Kind == OpKind.Register && instruction.Op0Register == register;

    private static bool IsOf(in Instruction instruction, Register register) =>
        instruction.MemoryBase == register && instruction.MemoryIndex == Register.None;

    private static bool HasImmediate(in Instruction instruction) =>
        instruction.Op1Kind is OpKind.Immediate8to32 or OpKind.Immediate32;

    private static int Displacement(in Instruction instruction) => (int)instruction.MemoryDisplacement32;
}
