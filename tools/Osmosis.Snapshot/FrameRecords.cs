// The frames' records, which say what address spaces use each frame for. docs/SNAPSHOT.md has their form.
using System.Runtime.InteropServices;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Snapshot;

internal sealed class FrameRecords
{
    private const int RecordBytes = 32;

    private readonly Dictionary<uint, FrameUse> _uses = [];

    private enum Kind : byte
    {
        Other,
        Zero,
        Page,
        ObjectPage,
        Table,
    }

    /// <summary>The uses of those frames that an address space or an object has.</summary>
    public IReadOnlyDictionary<uint, FrameUse> Uses => _uses;

    /// <summary>Reads all records that are mapped; none before a space was made.</summary>
    public static async Task<FrameRecords> ReadAsync(KernelSnapshot snapshot, PageTables tables,
        CancellationToken cancel)
    {
        FrameRecords records = new();
        List<uint> shared = [];
        uint start = snapshot.FrameRecords;
        uint end = start == 0 ? 0 : PageTables.EndOfRecords * PageTables.Span;
        foreach (MappedPage page in tables.PagesIn(start, end))
        {
            await snapshot.Memory.AddAsync(page.Entry.Frame, (int)KernelSnapshot.PageSize, cancel);
            records.AddPage((page.Virtual - start) / RecordBytes,
                snapshot.Memory.Bytes(page.Entry.Frame, (int)KernelSnapshot.PageSize), shared);
        }

        foreach (uint table in shared)
        {
            await snapshot.Memory.AddAsync(table * KernelSnapshot.PageSize, (int)KernelSnapshot.PageSize, cancel);
            records.Share(snapshot.Memory, table * KernelSnapshot.PageSize);
        }

        return records;
    }

    /// <summary>Notes the frames of a page of records, and the tables that several directory entries name.</summary>
    private void AddPage(uint frame, ReadOnlySpan<byte> page, List<uint> shared)
    {
        for (; !page.IsEmpty; page = page[RecordBytes..], frame++)
        {
            bool isShared = BitConverter.ToUInt32(page) > 1;
            Kind kind = (Kind)page[4];
            if (kind is Kind.Zero or Kind.Page or Kind.ObjectPage or Kind.Table)
            {
                _uses[frame] = kind switch
                {
                    Kind.Zero => FrameUse.SharedPage,
                    Kind.Page => isShared ? FrameUse.SharedPage : FrameUse.Page,
                    Kind.ObjectPage => FrameUse.ObjectPage,
                    _ => FrameUse.Table,
                };
            }

            if (kind == Kind.Table && isShared)
            {
                shared.Add(frame);
            }
        }
    }

    /// <summary>The programs' pages that a shared table names are shared, too.</summary>
    private void Share(MemoryPicture memory, uint table)
    {
        foreach (uint entry in MemoryMarshal.Cast<byte, uint>(memory.Bytes(table, (int)KernelSnapshot.PageSize)))
        {
            uint frame = entry / KernelSnapshot.PageSize;
            if (_uses.GetValueOrDefault(frame) == FrameUse.Page)
            {
                _uses[frame] = FrameUse.SharedPage;
            }
        }
    }
}
