// What is around programs, on the simulated machine.
using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Tests.SpaceTests;
using Osmosis.Programs.Processes;
using Thread = Osmosis.Programs.Processes.Thread;

namespace Osmosis.Programs.Tests.Processes;

/// <summary>The seam that the kernel fills with its own: spaces as the core's tests have them, and arrays of records. The default value is not usable.</summary>
public readonly struct TestProgramMachine(ProgramWorld world) : IProgramMachine
{
    private readonly TestSpaceMachine _spaces = new(world.Spaces);

    public uint FrameEnd => _spaces.FrameEnd;

    public uint FreeFrames => _spaces.FreeFrames;

    public Frame KernelDirectory => _spaces.KernelDirectory;

    public ulong Microseconds => 0;

    public byte LoadByte(uint address) => _spaces.LoadByte(address);

    public uint Load(uint address) => _spaces.Load(address);

    public void Store(uint address, uint value) => _spaces.Store(address, value);

    public void StoreByte(uint address, byte value) => _spaces.StoreByte(address, value);

    public void Fill(uint address, uint value, uint words) => _spaces.Fill(address, value, words);

    public void Copy(uint from, uint to, uint words) => _spaces.Copy(from, to, words);

    public uint CountEqual(uint address, uint value, uint words) => _spaces.CountEqual(address, value, words);

    public void InvalidatePage(uint address) => _spaces.InvalidatePage(address);

    public void InvalidateAll() => _spaces.InvalidateAll();

    public FrameError AllocateFrame(out Frame frame) => _spaces.AllocateFrame(out frame);

    public void FreeFrame(Frame frame) => _spaces.FreeFrame(frame);

    public bool IsAllocated(Frame frame) => _spaces.IsAllocated(frame);

    public ref FrameRecord Record(uint frame) => ref _spaces.Record(frame);

    public uint Show(Window window, Frame frame) => _spaces.Show(window, frame);

    public void Hide(Window window) => _spaces.Hide(window);

    public bool TryMakeDirectory(uint space, out Frame directory, out uint address) => _spaces.TryMakeDirectory(space, out directory, out address);

    public void LoadDirectory(Frame directory) => _spaces.LoadDirectory(directory);

    public bool TryFill(uint source, uint page, uint address) => _spaces.TryFill(source, page, address);

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) => _spaces.Violated(rule, space, page, value);

    public void WriteTerminal(ReadOnlySpan<byte> bytes) => world.Output.AddRange(bytes);

    public void FillRandom(Span<byte> bytes) => bytes.Fill(0xA5);

    ref Region IRecordStore<Region>.At(uint index) => ref world.Spaces.RegionRecords[index];

    uint IRecordStore<Region>.Extend(uint count) => world.Spaces.Extend(count, world.Spaces.RegionRecords.Length);

    ref Space IRecordStore<Space>.At(uint index) => ref world.Spaces.SpaceRecords[index];

    uint IRecordStore<Space>.Extend(uint count) => world.Spaces.Extend(count, world.Spaces.SpaceRecords.Length);

    ref MemoryObject IRecordStore<MemoryObject>.At(uint index) => ref world.Spaces.ObjectRecords[index];

    uint IRecordStore<MemoryObject>.Extend(uint count) => world.Spaces.Extend(count, world.Spaces.ObjectRecords.Length);

    ref Process IRecordStore<Process>.At(uint index) => ref world.ProcessRecords[index];

    uint IRecordStore<Process>.Extend(uint count) => world.Spaces.Extend(count, world.ProcessRecords.Length);

    ref Thread IRecordStore<Thread>.At(uint index) => ref world.ThreadRecords[index];

    uint IRecordStore<Thread>.Extend(uint count) => world.Spaces.Extend(count, world.ThreadRecords.Length);
}
