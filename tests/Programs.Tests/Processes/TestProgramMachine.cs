// What is around programs, on the simulated machine.
using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Tests.SpaceTests;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Files;
using Osmosis.Programs.Proc;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Tests.Files;
using Thread = Osmosis.Programs.Processes.Thread;

namespace Osmosis.Programs.Tests.Processes;

/// <summary>
/// The seam that the kernel fills with its own: spaces as the core's tests have them, and arrays of records. The
/// default value is not usable.
/// </summary>
public readonly struct TestProgramMachine(ProgramWorld world) : IProgramMachine
{
    private readonly TestSpaceMachine _spaces = new(world.Spaces);

    public uint FrameEnd => _spaces.FrameEnd;

    public uint FreeFrames => _spaces.FreeFrames;

    public Frame KernelDirectory => _spaces.KernelDirectory;

    public ulong Microseconds => world.Microseconds;

    public ulong BootTime => 1_000_000_000_000_000_000;

    public byte LoadByte(uint address) => _spaces.LoadByte(address);

    public uint Load(uint address) => _spaces.Load(address);

    public void Store(uint address, uint value) => _spaces.Store(address, value);

    public void LoadBytes(uint address, Span<byte> bytes) => _spaces.LoadBytes(address, bytes);

    public void StoreBytes(uint address, ReadOnlySpan<byte> bytes) => _spaces.StoreBytes(address, bytes);

    public void MoveBytes(uint from, uint to, uint count) => _spaces.MoveBytes(from, to, count);

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

    public bool TryMakeDirectory(uint space, out Frame directory, out uint address) =>
        _spaces.TryMakeDirectory(space, out directory, out address);

    public void LoadDirectory(Frame directory) => _spaces.LoadDirectory(directory);

    public bool TryFill(uint source, uint page, uint address) => _spaces.TryFill(source, page, address);

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) =>
        _spaces.Violated(rule, space, page, value);

    public void WriteTerminal(ReadOnlySpan<byte> bytes) => world.Output.AddRange(bytes);

    public void FillRandom(Span<byte> bytes) => bytes.Fill(0xA5);

    public bool TryCreateObject(out uint index) =>
        world.System.Spaces.Objects.Create(0, 0, out index) == SpaceError.None;

    public void ReleaseObject(uint index) => world.System.Spaces.ReleaseObject(index);

    public ulong ObjectLength(uint index) => world.System.Spaces.Objects[index].Length;

    public uint ReadObject(uint index, ulong at, Span<byte> bytes) => world.System.Spaces.ReadObject(index, at, bytes);

    public uint WriteObject(uint index, ulong at, ReadOnlySpan<byte> bytes) =>
        world.System.Spaces.WriteObject(index, at, bytes);

    public uint WriteFile(uint index, ulong at, ReadOnlySpan<byte> bytes) => WriteObject(index, at, bytes);

    public uint FramesForFiles => world.System.Spaces.Available;

    public void SetObjectLength(uint index, ulong length) => world.System.Spaces.SetLength(index, length);

    public void ShowArchive(uint index, ulong at, uint bytes) =>
        world.System.Spaces.Objects.ShowSource(index, (uint)at + 1, bytes);

    public Errno Generate(Handle node) => world.System.Generate(node);

    public Errno FindTarget(Handle link, out Handle target) => world.System.FindTarget(link, out target);

    public void Refresh(Handle folder) => world.System.Refresh(folder);

    public void PipeChanged(Handle pipe) => world.System.Processes.Wake(WaitChannel.Node(pipe));

    public Errno OpenDevice(uint device) => world.System.OpenDevice(device);

    public Outcome ReadDevice(uint device, Span<byte> bytes, bool mayWait) =>
        world.System.ReadDevice(device, bytes, mayWait);

    public Outcome WriteDevice(uint device, ReadOnlySpan<byte> bytes, bool mayWait) =>
        world.System.WriteDevice(device, bytes, mayWait);

    public bool HasPositions(uint device) => !CharacterDevices.IsTerminal(device);

    public PollEvents PollDevice(uint device) => world.System.PollDevice(device);

    [DoesNotReturn]
    public void Stale(Handle handle, uint generation) => throw new StaleHandleException(handle, generation);

    ref Node IRecordStore<Node>.At(uint index) => ref world.Nodes[index];

    uint IRecordStore<Node>.Extend(uint count) => world.Spaces.Extend(count, world.Nodes.Length);

    ref OpenFile IRecordStore<OpenFile>.At(uint index) => ref world.Opened[index];

    uint IRecordStore<OpenFile>.Extend(uint count) => world.Spaces.Extend(count, world.Opened.Length);

    ref FolderEntry IRecordStore<FolderEntry>.At(uint index) => ref world.Entries[index];

    uint IRecordStore<FolderEntry>.Extend(uint count) => world.Spaces.Extend(count, world.Entries.Length);

    ref NamePiece IRecordStore<NamePiece>.At(uint index) => ref world.Pieces[index];

    uint IRecordStore<NamePiece>.Extend(uint count) => world.Spaces.Extend(count, world.Pieces.Length);

    ref DescriptorBlock IRecordStore<DescriptorBlock>.At(uint index) => ref world.Blocks[index];

    uint IRecordStore<DescriptorBlock>.Extend(uint count) => world.Spaces.Extend(count, world.Blocks.Length);

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
