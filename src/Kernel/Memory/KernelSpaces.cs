// The machine's address spaces. Boot, shell and heap run in the kernel's own; a space is loaded only while something
// runs in it.

using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Programs;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The kernel's entries to <see cref="AddressSpaces{T}"/>. They start it when the first space is made: a machine
/// without programs spends no frame on it but for its page tables.
/// </summary>
internal static class KernelSpaces
{
    /// <summary>Frames that programs never get, so that the kernel can always end one (S9).</summary>
    private const uint Reserve = 16;

    /// <summary>Clean pages that stay when frames run out: enough for the loops of a few programs (S9).</summary>
    private const uint LeastClean = 32;

    private static bool s_isStarted;
    private static uint s_faults;
    private static FaultAnswer s_lastAnswer;

    /// <summary>Whether anybody has used spaces since boot.</summary>
    public static bool IsStarted => s_isStarted;

    /// <summary>Spaces in use.</summary>
    public static uint Count => s_isStarted ? Core.Count : 0;

    /// <summary>Pages that all spaces together may need one day (S9).</summary>
    public static uint Promised => Core.Promised;

    /// <summary>Faults that were answered since boot.</summary>
    public static uint Faults => s_faults;

    /// <summary>What the last of them was answered with.</summary>
    public static FaultAnswer LastAnswer => s_lastAnswer;

    /// <summary>The core itself, which is changed through the methods below alone, but by benchmarks.</summary>
    public static ref AddressSpaces<SpaceMemory> Core => ref KernelPrograms.Core.Spaces;

    /// <summary>
    /// Makes frames' records and the zero frame, unless they are there. False when there are too few frames.
    /// </summary>
    public static bool TryStart()
    {
        if (!s_isStarted && SpaceMemory.TryStart() && KernelPrograms.Core.TryInitialise(default, Reserve))
        {
            s_isStarted = true;
            SnapshotStages.FramesHaveRecords();
            Core.LeastClean = LeastClean;
        }

        return s_isStarted;
    }

    /// <summary>Whether a space of this number is in use.</summary>
    public static bool Exists(uint space) => s_isStarted && space != 0 && space < Core.End && Core[space].IsTaken;

    /// <summary>Whether the invariants of all spaces hold.</summary>
    public static SpaceFault Check(out uint where, out uint page)
    {
        where = page = 0;
        if (!s_isStarted)
        {
            return SpaceFault.None;
        }

        CoreUse.Begin();
        SpaceFault fault = Core.Check(out where, out page);
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
        SpaceError error = Core.Create(out space);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="AddressSpaces{T}.Fork"/>
    public static SpaceError Fork(uint space, out uint copy)
    {
        CoreUse.Begin();
        SpaceError error = Core.Fork(space, out copy);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="AddressSpaces{T}.Release"/>
    public static void Release(uint space)
    {
        CoreUse.Begin();
        Core.Release(space);
        CoreUse.End();
    }

    /// <inheritdoc cref="RegionMapping.Map"/>
    public static SpaceError Map(uint space, in Region wanted, Placement placement, out uint first)
    {
        CoreUse.Begin();
        SpaceError error = Core.Map(space, wanted, placement, out first);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="RegionMapping.Unmap"/>
    public static SpaceError Unmap(uint space, uint first, uint pages)
    {
        CoreUse.Begin();
        SpaceError error = Core.Unmap(space, first, pages);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="RegionMapping.Discard"/>
    public static SpaceError Discard(uint space, uint first, uint pages)
    {
        CoreUse.Begin();
        SpaceError error = Core.Discard(space, first, pages);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="Protection.Protect"/>
    public static SpaceError Protect(uint space, uint first, uint pages, Rights rights)
    {
        CoreUse.Begin();
        SpaceError error = Core.Protect(space, first, pages, rights);
        CoreUse.End();
        return error;
    }

    /// <summary>What a fault at an address would be answered with. Changes nothing.</summary>
    public static FaultAnswer Foresee(uint space, VirtualAddress address, Access access) =>
        Core.Foresee(space, address, access);

    /// <summary>
    /// Has the processor read a word of a space, which is loaded meanwhile. Faults are answered as they would be for a
    /// program; one that is refused ends the command.
    /// </summary>
    public static uint Peek(uint space, VirtualAddress address)
    {
        Core.Load(space);
        ProgramPages.Allow();
        uint value = default(ProcessorMemory).Load(address.Value);
        ProgramPages.Forbid();
        Core.Unload();
        return value;
    }

    /// <summary>As <see cref="Peek"/>, writing.</summary>
    public static void Poke(uint space, VirtualAddress address, uint value)
    {
        Core.Load(space);
        ProgramPages.Allow();
        default(ProcessorMemory).Store(address.Value, value);
        ProgramPages.Forbid();
        Core.Unload();
    }

    /// <summary>
    /// Answers a page fault in a program's part of the loaded space. False when it is none of ours, or is refused. A
    /// fault while the core is being changed is never answered: the core touches no program's part.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryAnswer(VirtualAddress address, bool isWrite)
    {
        if (Core.Loaded == 0 || CoreUse.IsBusy
            || address.Value - MemoryLayout.ProgramStart >= MemoryLayout.ProgramEnd - MemoryLayout.ProgramStart)
        {
            return false;
        }

        CoreUse.Begin();
        SpaceError error = Core.HandleFault(Core.Loaded, address, isWrite ? Access.Write : Access.Read,
            out s_lastAnswer);
        CoreUse.End();
        s_faults++;
        return error == SpaceError.None;
    }

    /// <summary>
    /// A command ended by a fault may have left a space loaded: the kernel's own directory is loaded again.
    /// </summary>
    public static void LeaveAll()
    {
        if (Core.Loaded != 0)
        {
            Core.Unload();
        }
    }
}
