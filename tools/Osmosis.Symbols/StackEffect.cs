// What one instruction does to ESP and EBP.
using Iced.Intel;

namespace Osmosis.Symbols;

internal static class StackEffect
{
    private const int AllRegisters = 32;
    private const int EbpInAllRegisters = 24;

    /// <summary>The state after an instruction that goes on to the next one.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="popped">Bytes of arguments that a called function takes off the stack.</param>
    public static StackState After(in Instruction instruction, StackState before, int popped) => instruction.Mnemonic switch
    {
        Mnemonic.Call => before with { FromEsp = before.FromEsp - popped },
        Mnemonic.Push when instruction.Op0Register == Register.EBP && before.HasCallersEbp => Push(before, 4) with { SavedEbp = before.FromEsp + 4 },
        Mnemonic.Pushad => Push(before, AllRegisters) with { SavedEbp = before.HasCallersEbp ? before.FromEsp + EbpInAllRegisters : before.SavedEbp },
        Mnemonic.Popad => PopEbp(before, 8) with { FromEsp = before.FromEsp - AllRegisters },
        Mnemonic.Pop when instruction.Op0Register == Register.EBP => PopEbp(before, 0) with { FromEsp = before.FromEsp - 4 },
        Mnemonic.Leave => Leave(before),
        Mnemonic.Xor when Writes(instruction, Register.EBP) && instruction.Op1Register == Register.EBP && before is { HasCallersEbp: true, SavedEbp: null } =>
            before with { FromEbp = null, HasCallersEbp = false, IsOutermost = true },
        Mnemonic.Mov when Writes(instruction, Register.EBP) && instruction.Op1Register == Register.ESP =>
            before with { FromEbp = before.FromEsp, HasCallersEbp = false },
        Mnemonic.Lea when Writes(instruction, Register.EBP) && IsOf(instruction, Register.ESP) =>
            before with { FromEbp = before.FromEsp - Displacement(instruction), HasCallersEbp = false },
        Mnemonic.Mov when Writes(instruction, Register.ESP) && instruction.Op1Register == Register.EBP => before with { FromEsp = before.FromEbp },
        Mnemonic.Lea when Writes(instruction, Register.ESP) && IsOf(instruction, Register.EBP) => before with { FromEsp = before.FromEbp - Displacement(instruction) },
        Mnemonic.Lea when Writes(instruction, Register.ESP) && IsOf(instruction, Register.ESP) => before with { FromEsp = before.FromEsp - Displacement(instruction) },
        Mnemonic.Sub when Writes(instruction, Register.ESP) && HasImmediate(instruction) => before with { FromEsp = before.FromEsp + (int)instruction.GetImmediate(1) },
        Mnemonic.Add when Writes(instruction, Register.ESP) && HasImmediate(instruction) => before with { FromEsp = before.FromEsp - (int)instruction.GetImmediate(1) },
        _ => Otherwise(instruction, before),
    };

    private static StackState Otherwise(in Instruction instruction, StackState before)
    {
        StackState after = Push(before, -instruction.StackPointerIncrement);
        foreach (UsedRegister used in new InstructionInfoFactory().GetInfo(instruction).GetUsedRegisters())
        {
            bool isWritten = used.Access is not (OpAccess.None or OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess);
            Register register = used.Register.GetFullRegister32();
            if (isWritten && register == Register.EBP)
            {
                after = after with { FromEbp = null, HasCallersEbp = false };
            }
            else if (isWritten && register == Register.ESP && !instruction.IsStackInstruction)
            {
                after = after with { FromEsp = null };
            }
        }

        return after;
    }

    private static StackState Push(StackState before, int bytes) => before with { FromEsp = before.FromEsp + bytes };

    // EBP is taken from so many bytes above ESP.
    private static StackState PopEbp(StackState before, int above)
    {
        bool isCallers = before.SavedEbp is not null && before.FromEsp - above == before.SavedEbp;
        return before with { FromEbp = null, HasCallersEbp = isCallers, SavedEbp = isCallers ? null : before.SavedEbp };
    }

    private static StackState Leave(StackState before)
    {
        StackState released = before with { FromEsp = before.FromEbp };
        return PopEbp(released, 0) with { FromEsp = released.FromEsp - 4 };
    }

    private static bool Writes(in Instruction instruction, Register register) => instruction.Op0Kind == OpKind.Register && instruction.Op0Register == register;

    private static bool IsOf(in Instruction instruction, Register register) => instruction.MemoryBase == register && instruction.MemoryIndex == Register.None;

    private static bool HasImmediate(in Instruction instruction) => instruction.Op1Kind is OpKind.Immediate8to32 or OpKind.Immediate32;

    private static int Displacement(in Instruction instruction) => (int)instruction.MemoryDisplacement32;
}
