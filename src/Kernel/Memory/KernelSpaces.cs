// The machine's address spaces. Boot, shell and heap run in the kernel's own; a space is loaded only while something runs in it.

using System.Runtime.CompilerServices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The kernel's entries to <see cref="AddressSpaces{T}"/>. They start it when the first space is made: a machine without programs
/// spends no frame on it but for its page tables.
/// </summary>
internal static class KernelSpaces
{
    /// <summary>Frames that programs never get, so that the kernel can always end one (S9).</summary>
    private const uint Reserve = 16;

    private static AddressSpaces<SpaceMemory> s_spaces;
    private static bool s_isStarted;
    private static uint s_faults;
    private static FaultAnswer s_lastAnswer;

    /// <summary>Spaces in use.</summary>
    public static uint Count => s_isStarted ? s_spaces.Count : 0;

    /// <summary>Pages that all spaces together may need one day (S9).</summary>
    public static uint Promised => s_spaces.Promised;

    /// <summary>Faults that were answered since boot.</summary>
    public static uint Faults => s_faults;

    /// <summary>What the last of them was answered with.</summary>
    public static FaultAnswer LastAnswer => s_lastAnswer;

    /// <summary>The core itself, which is changed through the methods below alone, but by benchmarks.</summary>
    public static ref AddressSpaces<SpaceMemory> Core => ref s_spaces;

    /// <summary>Makes frames' records and the zero frame, unless they are there. False when there are too few frames.</summary>
    public static bool TryStart()
    {
        s_isStarted = s_isStarted || (SpaceMemory.TryStart() && s_spaces.TryInitialise(default, Reserve));
        return s_isStarted;
    }

    /// <summary>Whether a space of this number is in use.</summary>
    public static bool Exists(uint space) => s_isStarted && space != 0 && space < s_spaces.End && s_spaces[space].IsTaken;

    /// <summary>Whether the invariants of all spaces hold.</summary>
    public static SpaceFault Check(out uint where, out uint page)
    {
        where = page = 0;
        if (!s_isStarted)
        {
            return SpaceFault.None;
        }

        CoreUse.Begin();
        SpaceFault fault = s_spaces.Check(out where, out page);
        CoreUse.End();
        return fault;
    }

    /// <inheritdoc cref="AddressSpaces{T}.Create"/>
    public static SpaceError Create(out uint space)
    {
        space = 0;
        if (!TryStart())
        {
            return SpaceError.OutOfMemory;
        }

        CoreUse.Begin();
        SpaceError error = s_spaces.Create(out space);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="AddressSpaces{T}.Fork"/>
    public static SpaceError Fork(uint space, out uint copy)
    {
        CoreUse.Begin();
        SpaceError error = s_spaces.Fork(space, out copy);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="AddressSpaces{T}.Release"/>
    public static void Release(uint space)
    {
        CoreUse.Begin();
        s_spaces.Release(space);
        CoreUse.End();
    }

    /// <inheritdoc cref="RegionMapping.Map"/>
    public static SpaceError Map(uint space, in Region wanted, Placement placement, out uint first)
    {
        CoreUse.Begin();
        SpaceError error = s_spaces.Map(space, wanted, placement, out first);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="RegionMapping.Unmap"/>
    public static SpaceError Unmap(uint space, uint first, uint pages)
    {
        CoreUse.Begin();
        SpaceError error = s_spaces.Unmap(space, first, pages);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="RegionMapping.Discard"/>
    public static SpaceError Discard(uint space, uint first, uint pages)
    {
        CoreUse.Begin();
        SpaceError error = s_spaces.Discard(space, first, pages);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="Protection.Protect"/>
    public static SpaceError Protect(uint space, uint first, uint pages, Rights rights)
    {
        CoreUse.Begin();
        SpaceError error = s_spaces.Protect(space, first, pages, rights);
        CoreUse.End();
        return error;
    }

    /// <summary>What a fault at an address would be answered with. Changes nothing.</summary>
    public static FaultAnswer Foresee(uint space, VirtualAddress address, Access access) => s_spaces.Foresee(space, address, access);

    /// <summary>
    /// Has the processor read a word of a space, which is loaded meanwhile. Faults are answered as they would be for a program; one
    /// that is refused ends the command.
    /// </summary>
    public static uint Peek(uint space, VirtualAddress address)
    {
        s_spaces.Load(space);
        uint value = default(ProcessorMemory).Load(address.Value);
        s_spaces.Unload();
        return value;
    }

    /// <summary>As <see cref="Peek"/>, writing.</summary>
    public static void Poke(uint space, VirtualAddress address, uint value)
    {
        s_spaces.Load(space);
        default(ProcessorMemory).Store(address.Value, value);
        s_spaces.Unload();
    }

    /// <summary>
    /// Answers a page fault in a program's part of the loaded space. False when it is none of ours, or is refused. A fault while the core
    /// is being changed is never answered: the core touches no program's part.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryAnswer(VirtualAddress address, bool isWrite)
    {
        if (s_spaces.Loaded == 0 || CoreUse.IsBusy || address.Value - MemoryLayout.ProgramStart >= MemoryLayout.ProgramEnd - MemoryLayout.ProgramStart)
        {
            return false;
        }

        CoreUse.Begin();
        SpaceError error = s_spaces.HandleFault(s_spaces.Loaded, address, isWrite ? Access.Write : Access.Read, out s_lastAnswer);
        CoreUse.End();
        s_faults++;
        return error == SpaceError.None;
    }

    /// <summary>A command ended by a fault may have left a space loaded: the kernel's own directory is loaded again.</summary>
    public static void LeaveAll()
    {
        if (s_spaces.Loaded != 0)
        {
            s_spaces.Unload();
        }
    }
}
