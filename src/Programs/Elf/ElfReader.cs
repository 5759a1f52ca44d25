using System;
using Osmosis.Memory;

namespace Osmosis.Programs.Elf;

/// <summary>
/// Reads an ELF file of the i386: an executable, a position-independent one, or an interpreter (U1). Whatever the file
/// holds, no byte outside it is read, and no segment leaves a program's part of the address space. Follows Linux's
/// fs/binfmt_elf.c in what it takes.
/// </summary>
/// <typeparam name="T">The file.</typeparam>
public readonly ref struct ElfReader<T>(T file)
    where T : struct, IFileView, allows ref struct
{
    // A parameter of a primary constructor can't hold references.
    private readonly T _file = file;

    /// <summary>Checks the whole file.</summary>
    /// <param name="base">
    /// Where a position-independent program shall lie: the first page's address, which is raised to the alignment of
    /// its segments. Others lie where they say.
    /// </param>
    /// <param name="image">What was read, when there is no error.</param>
    public ElfError Read(uint @base, out ElfImage image)
    {
        image = default;
        Span<byte> bytes = stackalloc byte[ElfHeader.Size];
        ElfError error = ReadBytes(0, bytes);
        if (error != ElfError.None)
        {
            return error;
        }

        ElfHeader header = ElfHeader.From(bytes);
        error = header.Check();
        if (error != ElfError.None)
        {
            return error;
        }

        image.HeadersAt = header.ProgramHeaders;
        image.HeaderCount = header.ProgramHeaderCount;
        error = header.Type == ElfType.Shared ? Place(@base, ref image) : ElfError.None;
        if (error == ElfError.None)
        {
            error = ReadHeaders(ref image);
        }

        image.Entry = header.Entry + image.Bias;
        return error != ElfError.None || IsInProgram(image.Entry) ? error : ElfError.BadEntry;
    }

    /// <summary>
    /// What a program header of a checked file says of the pages to map: none for those that load nothing.
    /// </summary>
    /// <param name="image">The file, as it was read.</param>
    /// <param name="index">The header's number, below <see cref="ElfImage.HeaderCount"/>.</param>
    /// <param name="segment">The pages.</param>
    public ElfError ReadSegment(in ElfImage image, uint index, out ElfSegment segment)
    {
        segment = default;
        ElfError error = ReadHeader(in image, index, out ProgramHeader header);
        return error == ElfError.None && header.IsLoaded
            ? SegmentLayout.TryLayOut(in header, image.Bias, _file.Length, out segment)
            : error;
    }

    private static bool IsInProgram(uint address) =>
        address - MemoryLayout.ProgramStart < MemoryLayout.ProgramEnd - MemoryLayout.ProgramStart;

    private ElfError ReadHeaders(ref ElfImage image)
    {
        uint end = 0;
        for (uint i = 0; i < image.HeaderCount; i++)
        {
            ElfError error = ReadHeader(in image, i, out ProgramHeader header);
            if (error == ElfError.None && header.Type == ProgramHeaderType.Interpreter)
            {
                error = NoteInterpreter(in header, ref image);
            }
            else if (error == ElfError.None && header.IsLoaded)
            {
                error = NoteSegment(in header, ref end, ref image);
            }

            if (error != ElfError.None)
            {
                return error;
            }
        }

        image.BreakStart = end << MemoryLayout.PageShift;
        return end == 0 ? ElfError.NoSegments : ElfError.None;
    }

    private ElfError NoteSegment(in ProgramHeader header, ref uint end, ref ElfImage image)
    {
        ElfError error = SegmentLayout.TryLayOut(in header, image.Bias, _file.Length, out ElfSegment segment);
        if (error != ElfError.None)
        {
            return error;
        }

        if (segment.First < end)
        {
            return ElfError.NotInOrder;
        }

        image.First = end == 0 ? segment.First : image.First;
        end = segment.End;
        if (image.HeadersAt >= header.Offset && image.HeadersAt - header.Offset < header.FileSize)
        {
            image.HeadersAddress = header.Address + image.Bias + (image.HeadersAt - header.Offset);
        }

        return ElfError.None;
    }

    private ElfError NoteInterpreter(in ProgramHeader header, ref ElfImage image)
    {
        if (image.InterpreterLength != 0)
        {
            return ElfError.SeveralInterpreters;
        }

        if (header.FileSize is < 2 or > ElfImage.LongestInterpreter
            || (ulong)header.Offset + header.FileSize > _file.Length)
        {
            return ElfError.BadInterpreter;
        }

        Span<byte> last = stackalloc byte[1];
        ElfError error = ReadBytes((ulong)header.Offset + header.FileSize - 1, last);
        if (error != ElfError.None || last[0] != 0)
        {
            return error != ElfError.None ? error : ElfError.BadInterpreter;
        }

        image.InterpreterAt = header.Offset;
        image.InterpreterLength = header.FileSize - 1;
        return ElfError.None;
    }

    /// <summary>The bias with which the lowest segment of a position-independent file begins at a base.</summary>
    private ElfError Place(uint @base, ref ElfImage image)
    {
        uint lowest = uint.MaxValue;
        uint alignment = MemoryLayout.PageSize;
        for (uint i = 0; i < image.HeaderCount; i++)
        {
            ElfError error = ReadHeader(in image, i, out ProgramHeader header);
            if (error != ElfError.None)
            {
                return error;
            }

            if (header.IsLoaded)
            {
                lowest = Math.Min(lowest, header.Address & ~MemoryLayout.PageOffsetMask);
                bool isPowerOfTwo = (header.Alignment & (header.Alignment - 1)) == 0;
                alignment = isPowerOfTwo ? Math.Max(alignment, header.Alignment) : alignment;
            }
        }

        // What wraps here leaves the program's part or doesn't: each segment's place is checked by itself.
        uint first = lowest & ~(alignment - 1);
        image.Bias = ((@base + alignment - 1) & ~(alignment - 1)) - first;
        return ElfError.None;
    }

    private ElfError ReadHeader(in ElfImage image, uint index, out ProgramHeader header)
    {
        Span<byte> bytes = stackalloc byte[ProgramHeader.Size];
        ElfError error = ReadBytes((ulong)image.HeadersAt + (index * ProgramHeader.Size), bytes);
        header = error == ElfError.None ? ProgramHeader.From(bytes) : default;
        return error;
    }

    private ElfError ReadBytes(ulong at, Span<byte> bytes)
    {
        if (at > _file.Length || (uint)bytes.Length > _file.Length - at)
        {
            return ElfError.TooShort;
        }

        return _file.TryRead(at, bytes) ? ElfError.None : ElfError.Unreadable;
    }
}
