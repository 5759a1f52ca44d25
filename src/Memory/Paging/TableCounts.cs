using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Paging;

/// <summary>
/// How many page tables an address space has, and how many present entries each of them holds, so that an empty one is
/// found without looking; and which tables stay when they are empty. The scratch page, which is mapped for a moment
/// only, doesn't count. The default value is that of an empty directory. 4,108 bytes: pass it by reference.
/// </summary>
public struct TableCounts
{
    /// <summary>Page tables in use; the directory is not one.</summary>
    public uint Tables;

    private Entries _entries;

    /// <summary>
    /// Tables that stay when they are empty (P7), beside that of the scratch slot: of both windows, from entry 0 up; of
    /// records, from <see cref="MemoryLayout.Records"/> up; of the framebuffer, up to the scratch slot.
    /// </summary>
    public uint WindowTables, RecordTables, ScreenTables;

    /// <summary>Present entries of all tables. Adds up the counts.</summary>
    public readonly uint Total
    {
        get
        {
            uint pages = 0;
            for (int directory = 0; directory < MemoryLayout.EntriesPerTable; directory++)
            {
                pages += _entries[directory];
            }

            return pages;
        }
    }

    /// <summary>Whether a table is there from boot, in every address space, and stays.</summary>
    public readonly bool IsKept(uint directory) => directory < WindowTables
        || directory - (MemoryLayout.Records / MemoryLayout.TableSpan) < RecordTables
        || MemoryLayout.ScratchSlot - directory <= ScreenTables;

    /// <summary>Present entries, 0 to 1024, of the table below a directory entry, which is at most 1023.</summary>
    [UnscopedRef]
    public ref uint EntriesOf(uint directory)
    {
        // Sound: a directory index is below 1024, as it is ten bits of an address. The array's own index costs a call.
        return ref Unsafe.Add(ref Unsafe.As<Entries, uint>(ref _entries), (int)directory);
    }

    [InlineArray((int)MemoryLayout.EntriesPerTable)]
    private struct Entries
    {
        private uint _count;
    }
}
