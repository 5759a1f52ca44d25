using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Programs;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Lists programs.</summary>
internal readonly struct PsCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "ps"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "ps [<program>]"u8;

    public static ReadOnlySpan<byte> Summary => "programs, or one's regions"u8;

    public static ReadOnlySpan<byte> Details => """
        A line for each program: its number, name and parent, what it does, its space
        and pages, faults answered, calls, calls that don't exist and the last of them.
        With a program's number: a line for each of its regions.
        regions is another name of this command.
        example: ps

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.IsEmpty)
        {
            return RunOnProgram(ref arguments);
        }

        Terminal.Row("programs"u8, $"{KernelPrograms.Count}");
        if (KernelPrograms.Count == 0)
        {
            return true;
        }

        ref ProcessTable<Memory.SpaceMemory> table = ref KernelPrograms.Core.Processes;
        for (uint index = 1; index < table.End; index++)
        {
            if (table[index].Id != 0)
            {
                Print(in table[index]);
            }
        }

        return true;
    }

    private static bool RunOnProgram(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint id, least: 1) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!KernelPrograms.TryFindSpace(id, out uint space))
        {
            Terminal.Row("ps"u8, $"there is no program {id}");
            return false;
        }

        SpaceListing.PrintRegions(space);
        return true;
    }

    private static void Print(in Process process)
    {
        uint parent = process.Parent == 0 ? 0 : KernelPrograms.Core.Processes[process.Parent].Id;
        if (process.IsZombie)
        {
            Terminal.WriteLine(
                $"{process.Id}: {process.Name.Text}, child of {parent}, zombie, status 0x{process.Status:x4}");
            return;
        }

        uint pages = KernelPrograms.Core.Spaces[process.Space].Pages;
        Terminal.Write($"{process.Id}: {process.Name.Text}, child of {parent}, {StateOf(in process)}, ");
        Terminal.Write($"space {process.Space}, {new Quantity(pages, "page"u8)}, ");
        Terminal.Write($"{new Quantity(process.Faults, "fault"u8)}, {new Quantity(process.Calls, "call"u8)}, ");
        Terminal.WriteLine($"{process.UnknownCalls} unknown (last {process.LastUnknownCall})");
    }

    private static ReadOnlySpan<byte> StateOf(in Process process) =>
        KernelPrograms.Core.Processes.Thread(process.Thread).State switch
        {
            ThreadState.Waits => "waits"u8,
            ThreadState.Stopped => "stopped"u8,
            _ => "ready"u8,
        };
}
