// Follows the stack pointer through a function, so that its caller can be found from any of its instructions.
//
// Every path is followed from the entry. After a jump through a table, the following code that was not reached yet
// counts as reached from there, because the compiler puts the branches of a `switch` behind it.
using Iced.Intel;
using Osmosis.Metal;

namespace Osmosis.Symbols;

/// <param name="InterruptSlot">For a routine that ends in <c>iret</c>: the distance of the interrupted EIP above the
/// slot that ESP points at on entry.</param>
/// <param name="Instructions">By address, each with the state before it.</param>
internal sealed record RoutineStates(int? InterruptSlot,
    IReadOnlyList<(Instruction Instruction, StackState Before)> Instructions);

internal sealed class FrameAnalysis(IReadOnlyDictionary<uint, CodeRoutine> routines)
{
    private readonly Dictionary<uint, int?> _popped = [];

    /// <summary>
    /// The rule for finding the caller from each instruction; an instruction with the same rule as the previous one is
    /// left out.
    /// </summary>
    public IReadOnlyList<FrameEntry> Analyse(CodeRoutine routine)
    {
        RoutineStates states = Follow(routine);
        List<FrameEntry> frames = [];
        foreach ((Instruction instruction, StackState state) in states.Instructions)
        {
            uint rule = state.ToRule(states.InterruptSlot).Encoded;
            bool isSaidAnyway = instruction.Mnemonic == Mnemonic.Ret && rule == FrameRule.AtReturn.Encoded;
            if (frames.Count == 0 || (rule != frames[^1].Rule && !isSaidAnyway))
            {
                frames.Add(new FrameEntry(instruction.IP32 - routine.Start, rule));
            }
        }

        return frames;
    }

    /// <summary>The state before each instruction of the routine.</summary>
    public RoutineStates Follow(CodeRoutine routine)
    {
        SortedDictionary<uint, StackState> states = StatesOf(routine);
        List<(Instruction, StackState)> instructions = [];
        StackState last = StackState.AtEntry;
        foreach (Instruction instruction in routine.Instructions)
        {
            // Unreachable code keeps the state of the code before it: a call that does not return is followed by
            // padding.
            last = states.TryGetValue(instruction.IP32, out StackState state) ? state : last;
            instructions.Add((instruction, last));
        }

        return new RoutineStates(InterruptSlot(routine, states, []), instructions);
    }

    // Distances are counted from the slot that ESP points at on entry. At `iret` ESP points at the interrupted EIP, and
    // at a jump to another such routine ESP is that routine's on entry.
    private int? InterruptSlot(CodeRoutine routine, SortedDictionary<uint, StackState> states, HashSet<uint> seen)
    {
        if (!seen.Add(routine.Start))
        {
            return null;
        }

        foreach ((uint address, StackState state) in states)
        {
            routine.TryAt(address, out Instruction instruction);
            if (instruction.Mnemonic == Mnemonic.Iretd)
            {
                return -state.FromEsp;
            }

            if (IsTailJump(routine, instruction)
                && routines.TryGetValue(instruction.NearBranch32, out CodeRoutine? next)
                && InterruptSlot(next, StatesOf(next), seen) is int slot)
            {
                return slot - state.FromEsp;
            }
        }

        return null;
    }

    private SortedDictionary<uint, StackState> StatesOf(CodeRoutine routine)
    {
        SortedDictionary<uint, StackState> states = new() { [routine.Start] = StackState.AtEntry };
        Queue<uint> pending = new([routine.Start]);
        Follow(routine, states, pending);
        StackState? atTable = null;
        foreach (Instruction instruction in routine.Instructions)
        {
            if (!states.TryGetValue(instruction.IP32, out StackState state))
            {
                if (atTable is null || instruction.Mnemonic is Mnemonic.Int3 or Mnemonic.Nop)
                {
                    continue;
                }

                states.Add(instruction.IP32, atTable.Value);
                pending.Enqueue(instruction.IP32);
                Follow(routine, states, pending);
            }
            else if (instruction.FlowControl == FlowControl.IndirectBranch)
            {
                atTable = state;
            }
        }

        return states;
    }

    private void Follow(CodeRoutine routine, SortedDictionary<uint, StackState> states, Queue<uint> pending)
    {
        while (pending.TryDequeue(out uint address))
        {
            if (!routine.TryAt(address, out Instruction instruction))
            {
                throw new SymbolException(
                    $"the code at 0x{routine.Start:x} jumps into the middle of an instruction at 0x{address:x}");
            }

            int? popped = instruction.Mnemonic == Mnemonic.Call ? PoppedBy(instruction) : 0;
            StackState after = StackEffect.After(instruction, states[address], popped ?? 0);
            foreach (uint next in Successors(routine, instruction, popped is not null))
            {
                StackState merged = states.TryGetValue(next, out StackState known) ? known.Merge(after) : after;
                if (!states.ContainsKey(next) || merged != known)
                {
                    states[next] = merged;
                    pending.Enqueue(next);
                }
            }
        }
    }

    private static IEnumerable<uint> Successors(CodeRoutine routine, Instruction instruction, bool returns)
    {
        bool branches = instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch;
        if (branches && routine.Contains(instruction.NearBranch32))
        {
            yield return instruction.NearBranch32;
        }

        bool goesOn = instruction.FlowControl is FlowControl.Next or FlowControl.ConditionalBranch or FlowControl.Call
            or FlowControl.IndirectCall;
        if (goesOn && returns && routine.Contains(instruction.NextIP32))
        {
            yield return instruction.NextIP32;
        }
    }

    // A function called through a pointer is assumed to have its arguments in registers. If it hasn't, the state is
    // wrong only where it depends on ESP.
    private int? PoppedBy(Instruction call) =>
        call.FlowControl == FlowControl.IndirectCall ? 0 : PoppedBy(call.NearBranch32);

    /// <summary>Bytes of arguments that a function pops; null when it never returns.</summary>
    private int? PoppedBy(uint function)
    {
        if (_popped.TryGetValue(function, out int? known))
        {
            return known;
        }

        // During its analysis, a function that jumps back to it adds nothing.
        _popped[function] = null;
        if (!routines.TryGetValue(function, out CodeRoutine? routine))
        {
            return _popped[function] = 0;
        }

        foreach (Instruction instruction in routine.Instructions)
        {
            int? popped = instruction.Mnemonic == Mnemonic.Ret
                ? instruction.Op0Kind == OpKind.Immediate16 ? instruction.Immediate16 : 0
                : IsTailJump(routine, instruction) ? PoppedBy(instruction.NearBranch32) : null;
            if (popped is not null)
            {
                return _popped[function] = popped;
            }
        }

        return null;
    }

    private static bool IsTailJump(CodeRoutine routine, Instruction instruction) =>
        instruction.FlowControl == FlowControl.UnconditionalBranch && !routine.Contains(instruction.NearBranch32);
}
