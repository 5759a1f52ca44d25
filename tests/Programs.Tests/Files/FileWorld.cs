// A booted machine with address spaces and files.
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Osmosis.Memory.Tests.SpaceTests;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>
/// Files whose contents are memory objects of a simulated machine. The structures are fields, as in the kernel.
/// </summary>
public sealed class FileWorld
{
    public FileSystem<TestFileMachine> Files;
    public DescriptorTable Table;

    public readonly SpaceWorld Spaces;
    internal readonly Node[] Nodes = new Node[200];
    internal readonly OpenFile[] Opened = new OpenFile[200];
    internal readonly FolderEntry[] Entries = new FolderEntry[200];
    internal readonly NamePiece[] Pieces = new NamePiece[600];
    internal readonly DescriptorBlock[] Blocks = new DescriptorBlock[100];

    private readonly uint _frames;
    private readonly uint _records;
    private uint _extensionsUntilFailure = uint.MaxValue;

    /// <param name="recordStep">Records for which there is room after each request for memory.</param>
    public FileWorld(uint recordStep = 16)
    {
        Spaces = SpaceWorld.Boot(recordStep: recordStep);
        RecordStep = recordStep;
        Assert.True(Files.TryInitialise(new TestFileMachine(this)));
        Files.Now = 1;
        _frames = Spaces.Frames.Allocator.AllocatedFrames;
        _records = Files.Records;
    }

    public uint RecordStep { get; }

    /// <summary>How often a pipe said that it had changed.</summary>
    public uint PipeChanges { get; set; }

    /// <summary>Requests for memory for records that were refused because a test asked for it.</summary>
    public uint Refusals { get; private set; }

    public Handle Root => Files.Root;

    /// <summary>
    /// Lets the <paramref name="nth"/> request for memory for records fail, and all later ones; 0 for none.
    /// </summary>
    public void FailExtension(uint nth)
    {
        _extensionsUntilFailure = nth == 0 ? uint.MaxValue : nth;
        Spaces.FailExtension(nth);
    }

    public UnpackResult Unpack(byte[] archive)
    {
        Spaces.SourceFile = archive;
        return Files.Unpack(new ByteFile(archive));
    }

    public Errno Open(string path, OpenFlags flags, out Handle opened) =>
        Files.Open(Root, Bytes(path), flags, 0x1A4, out opened);

    public Handle Open(string path, OpenFlags flags)
    {
        Assert.Equal(Errno.None, Open(path, flags, out Handle opened));
        return opened;
    }

    public void Write(string path, string text)
    {
        Handle opened = Open(path, OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.Truncate);
        Assert.Equal((uint)text.Length, Files.Write(opened, Bytes(text)).Value);
        Files.Close(opened);
    }

    public string Read(string path)
    {
        Handle opened = Open(path, OpenFlags.None);
        byte[] bytes = new byte[10_000];
        Outcome outcome = Files.Read(opened, bytes);
        Assert.Equal(Errno.None, outcome.Error);
        Files.Close(opened);
        return Encoding.Latin1.GetString(bytes, 0, (int)outcome.Value);
    }

    public Errno Resolve(string path, out Handle node, bool follows = true) =>
        Files.Resolve(Root, Bytes(path), follows, out node);

    public Handle Resolve(string path, bool follows = true)
    {
        Assert.Equal(Errno.None, Resolve(path, out Handle node, follows));
        return node;
    }

    public List<string> List(Handle opened, int size = 1024)
    {
        List<string> names = [];
        byte[] bytes = new byte[size];
        for (; ; )
        {
            Outcome outcome = Files.List(opened, bytes);
            Assert.Equal(Errno.None, outcome.Error);
            if (outcome.Value == 0)
            {
                return names;
            }

            names.AddRange(DirectoryRecords.Names(bytes, (int)outcome.Value));
        }
    }

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>
    /// With every name removed and everything closed, nothing is left: no record, no object, no frame.
    /// </summary>
    public void CheckEmpty()
    {
        Files.ReleaseTable(ref Table);
        Assert.Equal(_records, Files.Records);
        Assert.Equal(0u, Spaces.Spaces.Objects.Pool.Taken);
        Assert.Equal(_frames, Spaces.Frames.Allocator.AllocatedFrames);
        Spaces.Check();
    }

    internal uint Extend(uint count, int end)
    {
        if (_extensionsUntilFailure != uint.MaxValue
            && (_extensionsUntilFailure <= 1 || --_extensionsUntilFailure == 0))
        {
            Refusals++;
            return count;
        }

        return Math.Min(count + RecordStep, (uint)end);
    }
}

/// <summary>The seam that the kernel fills with its own.</summary>
public readonly struct TestFileMachine(FileWorld world) : IFileMachine
{
    /// <summary>A device that gives nothing and takes everything, as /dev/null.</summary>
    public const uint Null = 0x103;

    public bool TryCreateObject(out uint index) =>
        world.Spaces.Spaces.Objects.Create(0, 0, out index) == SpaceError.None;

    public void ReleaseObject(uint index) => world.Spaces.Spaces.ReleaseObject(index);

    public ulong ObjectLength(uint index) => world.Spaces.Spaces.Objects[index].Length;

    public uint ReadObject(uint index, ulong at, Span<byte> bytes) => world.Spaces.Spaces.ReadObject(index, at, bytes);

    public uint WriteObject(uint index, ulong at, ReadOnlySpan<byte> bytes) =>
        world.Spaces.Spaces.WriteObject(index, at, bytes);

    public uint WriteFile(uint index, ulong at, ReadOnlySpan<byte> bytes) => WriteObject(index, at, bytes);

    public uint FramesForFiles => world.Spaces.Spaces.Available;

    public void SetObjectLength(uint index, ulong length) => world.Spaces.Spaces.SetLength(index, length);

    public void ShowArchive(uint index, ulong at, uint bytes) =>
        world.Spaces.Spaces.Objects.ShowSource(index, (uint)at + 1, bytes);

    public Errno Generate(Handle node) => throw new InvalidOperationException("no file is made");

    public Errno FindTarget(Handle link, out Handle target) =>
        throw new InvalidOperationException("no link is made");

    public void Refresh(Handle folder) => throw new InvalidOperationException("no folder is made");

    public void PipeChanged(Handle pipe) => world.PipeChanges++;

    public Errno OpenDevice(uint device) => device == Null ? Errno.None : Errno.ENXIO;

    public Outcome ReadDevice(uint device, Span<byte> bytes, bool mayWait) => Outcome.Done(0);

    public Outcome WriteDevice(uint device, ReadOnlySpan<byte> bytes, bool mayWait) => Outcome.Done((uint)bytes.Length);

    public bool HasPositions(uint device) => false;

    public PollEvents PollDevice(uint device) => PollEvents.None;

    [DoesNotReturn]
    public void Stale(Handle handle, uint generation) => throw new StaleHandleException(handle, generation);

    ref Node IRecordStore<Node>.At(uint index) => ref world.Nodes[index];

    uint IRecordStore<Node>.Extend(uint count) => world.Extend(count, world.Nodes.Length);

    ref OpenFile IRecordStore<OpenFile>.At(uint index) => ref world.Opened[index];

    uint IRecordStore<OpenFile>.Extend(uint count) => world.Extend(count, world.Opened.Length);

    ref FolderEntry IRecordStore<FolderEntry>.At(uint index) => ref world.Entries[index];

    uint IRecordStore<FolderEntry>.Extend(uint count) => world.Extend(count, world.Entries.Length);

    ref NamePiece IRecordStore<NamePiece>.At(uint index) => ref world.Pieces[index];

    uint IRecordStore<NamePiece>.Extend(uint count) => world.Extend(count, world.Pieces.Length);

    ref DescriptorBlock IRecordStore<DescriptorBlock>.At(uint index) => ref world.Blocks[index];

    uint IRecordStore<DescriptorBlock>.Extend(uint count) => world.Extend(count, world.Blocks.Length);
}

/// <summary>A handle outlived its record.</summary>
public sealed class StaleHandleException(Handle handle, uint generation)
    : Exception($"handle {handle.Index} of generation {handle.Generation}, but generation {generation} lies there");
