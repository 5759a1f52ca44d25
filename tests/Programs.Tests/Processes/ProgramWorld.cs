// Programs on the simulated machine: their calls, one after another.
using Osmosis.Memory.Tests.SpaceTests;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Thread = Osmosis.Programs.Processes.Thread;

namespace Osmosis.Programs.Tests.Processes;

/// <summary>The structures are fields, as in the kernel: they are used in place.</summary>
public sealed class ProgramWorld
{
    private const uint Exit = 1;
    private const uint Fork = 2;
    private const uint Wait = 114;

    public readonly SpaceWorld Spaces;
    public readonly Process[] ProcessRecords = new Process[64];
    public readonly Thread[] ThreadRecords = new Thread[64];
    internal readonly Node[] Nodes = new Node[400];
    internal readonly OpenFile[] Opened = new OpenFile[200];
    internal readonly FolderEntry[] Entries = new FolderEntry[400];
    internal readonly NamePiece[] Pieces = new NamePiece[600];
    internal readonly DescriptorBlock[] Blocks = new DescriptorBlock[100];
    public readonly List<byte> Output = [];
    public ulong Microseconds;
    public Personality<TestProgramMachine> System;

    /// <param name="recordStep">Records for which there is room after each request for memory.</param>
    public ProgramWorld(uint recordStep = 16)
    {
        Spaces = SpaceWorld.Boot(recordStep: recordStep);
        Assert.True(System.TryInitialise(new TestProgramMachine(this), 0));
        System.MakeDevices();
    }

    public uint AllocatedFrames => Spaces.Frames.Allocator.AllocatedFrames;

    /// <summary>Makes a first process with an empty space, whose thread runs.</summary>
    public uint Start()
    {
        Assert.Equal(SpaceError.None, System.Spaces.Create(out uint space));
        Assert.True(System.Processes.TryReserve());
        uint process = System.Processes.Create(0, space);
        System.Processes[process].Folder = System.Files.Root;
        System.Processes[process].Executable = System.Files.Root;
        System.Files.Hold(System.Files.Root);
        System.Files.HoldProgram(System.Files.Root);
        uint thread = System.Processes[process].Thread;
        System.Processes.Thread(thread).Reset(MemoryLayout.ProgramStart, MemoryLayout.ProgramEnd);
        System.Processes.MakeReady(thread);
        Assert.Equal(thread, System.Processes.TakeReady());
        return thread;
    }

    /// <summary>A thread's call; its result is EAX.</summary>
    public NextStep Call(uint thread, uint number, out uint result, params ReadOnlySpan<uint> arguments)
    {
        ref Registers registers = ref System.Processes.Thread(thread).Registers;
        registers.Eax = number;
        registers.Ebx = arguments.Length > 0 ? arguments[0] : 0;
        registers.Ecx = arguments.Length > 1 ? arguments[1] : 0;
        registers.Edx = arguments.Length > 2 ? arguments[2] : 0;
        registers.Esi = arguments.Length > 3 ? arguments[3] : 0;
        registers.Edi = arguments.Length > 4 ? arguments[4] : 0;
        registers.Ebp = arguments.Length > 5 ? arguments[5] : 0;
        NextStep next = System.Call(thread);
        result = System.Processes.Thread(thread).Registers.Eax;
        return next;
    }

    /// <summary>A word of a thread's memory.</summary>
    public uint WordOf(uint thread, uint address)
    {
        byte[] bytes = new byte[sizeof(uint)];
        uint space = System.Processes[System.Processes.Thread(thread).Process].Space;
        Assert.Equal(SpaceError.None, System.Spaces.CopyIn(space, new VirtualAddress(address), bytes, out _));
        return BitConverter.ToUInt32(bytes);
    }

    public uint ForkOf(uint thread)
    {
        Call(thread, Fork, out uint child);
        return child;
    }

    public void ExitOf(uint thread, uint status) => Assert.Equal(NextStep.Ended, Call(thread, Exit, out _, status));

    public NextStep WaitOf(uint thread, out uint child) => Call(thread, Wait, out child, uint.MaxValue, 0, 0, 0);
}
