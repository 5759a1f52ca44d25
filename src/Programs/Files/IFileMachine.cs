using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Files;

/// <summary>
/// All that files need of what is around them: memory for records, memory objects for their contents (the core's
/// ObjectAccess), and devices.
/// </summary>
public interface IFileMachine : IHandleStore<Node>, IHandleStore<OpenFile>, IRecordStore<FolderEntry>,
    IRecordStore<NamePiece>, IRecordStore<DescriptorBlock>
{
    /// <summary>Makes an empty object. False when there is no memory for one.</summary>
    bool TryCreateObject(out uint index);

    /// <summary>The file no longer holds the object.</summary>
    void ReleaseObject(uint index);

    /// <summary>In bytes; at most 2^32.</summary>
    ulong ObjectLength(uint index);

    /// <summary>
    /// Reads up to the object's end. Returns how many bytes were read: fewer when its pages can't be had.
    /// </summary>
    uint ReadObject(uint index, ulong at, Span<byte> bytes);

    /// <summary>Writes. Returns how many bytes were written: fewer when memory runs out.</summary>
    uint WriteObject(uint index, ulong at, ReadOnlySpan<byte> bytes);

    /// <summary>As <see cref="WriteObject"/>, but leaves memory to programs.</summary>
    uint WriteFile(uint index, ulong at, ReadOnlySpan<byte> bytes);

    /// <summary>Frames that files may still take.</summary>
    uint FramesForFiles { get; }

    /// <summary>Gives the object another length, at most 2^32.</summary>
    void SetObjectLength(uint index, ulong length);

    /// <summary>
    /// An empty object shows bytes of the archive from which files are unpacked. They are copied page by page when
    /// somebody reads them.
    /// </summary>
    /// <param name="index">The object.</param>
    /// <param name="at">Offset in the archive.</param>
    /// <param name="bytes">How many.</param>
    void ShowArchive(uint index, ulong at, uint bytes);

    /// <summary>
    /// A file or symbolic link with a generator is about to be read: its contents are made again. ESRCH when what they
    /// tell about is no more.
    /// </summary>
    Errno Generate(Handle node);

    /// <summary>
    /// A symbolic link with a generator is about to be followed. The node that it leads to, whatever its text says;
    /// none when the text says it. ENOENT when there is no such node any more.
    /// </summary>
    Errno FindTarget(Handle link, out Handle target);

    /// <summary>Somebody looks into a folder with a generator: its entries are brought up to date.</summary>
    void Refresh(Handle folder);

    /// <summary>A pipe got bytes, room, or another end: whoever waits for that can try again.</summary>
    void PipeChanged(Handle pipe);

    /// <summary>A device's answer to an open: ENXIO when there is none with this number.</summary>
    Errno OpenDevice(uint device);

    /// <summary>Whether a device is read and written at positions, though none matters.</summary>
    bool HasPositions(uint device);

    /// <summary>Reads from a device. EAGAIN instead of waiting when the caller doesn't.</summary>
    Outcome ReadDevice(uint device, Span<byte> bytes, bool mayWait);

    /// <summary>What poll says of a device.</summary>
    PollEvents PollDevice(uint device);

    /// <summary>Writes to a device. EAGAIN instead of waiting when the caller doesn't.</summary>
    Outcome WriteDevice(uint device, ReadOnlySpan<byte> bytes, bool mayWait);
}
