// The TLB and the cache of directory entries. They drop nothing by themselves: only INVLPG and a load of CR3 evict.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Osmosis.Simulation;

/// <summary>
/// The processor's caches of the tables (Intel SDM volume 3, 4.10.2 and 4.10.3). Zero means: not cached.
/// </summary>
internal sealed class TranslationCaches
{
    private readonly TranslationRow?[] _rows = new TranslationRow?[1024];
    private readonly uint[] _directoryEntries = new uint[1024];

    public UInt128 Digest
    {
        get
        {
            UInt128 digest = XxHash128.HashToUInt128(MemoryMarshal.AsBytes<uint>(_directoryEntries));
            foreach (TranslationRow? row in _rows)
            {
                digest += row?.Digest ?? 0;
            }

            return digest;
        }
    }

    public uint Translation(uint page) => _rows[page >> 10]?[page & 1023] ?? 0;

    /// <summary>The pages that have a cached translation.</summary>
    public IEnumerable<uint> Pages()
    {
        for (uint directory = 0; directory < 1024; directory++)
        {
            for (uint i = 0; _rows[directory] is TranslationRow row && i < 1024; i++)
            {
                if (row[i] != 0)
                {
                    yield return (directory << 10) | i;
                }
            }
        }
    }

    public void KeepTranslation(uint page, uint translation) => Writable(page >> 10)[page & 1023] = translation;

    public uint DirectoryEntry(uint directory) => _directoryEntries[directory];

    public void KeepDirectoryEntry(uint directory, uint entry) => _directoryEntries[directory] = entry;

    /// <summary>INVLPG: this page, and all directory entries (4.10.4.1).</summary>
    public void Invalidate(uint page)
    {
        if (Translation(page) != 0)
        {
            Writable(page >> 10)[page & 1023] = 0;
        }

        Array.Clear(_directoryEntries);
    }

    /// <summary>A load of CR3, no page being global; or a change of CR0.PG.</summary>
    public void Clear()
    {
        Array.Clear(_rows);
        Array.Clear(_directoryEntries);
    }

    /// <summary>Whether a cached translation or a cached directory entry leads to the frame.</summary>
    public bool LeadTo(uint frame) =>
        Array.Exists(_rows, row => row is not null && row.LeadsTo(frame))
        || Array.Exists(_directoryEntries, entry => (entry & Entry.Present) != 0 && entry >> 12 == frame);

    public State Save()
    {
        foreach (TranslationRow? row in _rows)
        {
            row?.Share();
        }

        return new State([.. _rows], [.. _directoryEntries]);
    }

    public void Restore(State state)
    {
        state.Rows.CopyTo(_rows, 0);
        state.DirectoryEntries.CopyTo(_directoryEntries, 0);
    }

    private TranslationRow Writable(uint directory)
    {
        ref TranslationRow? row = ref _rows[directory];
        row ??= new TranslationRow(directory);
        return row.IsShared ? row = row.Copy() : row;
    }

    internal readonly record struct State(TranslationRow?[] Rows, uint[] DirectoryEntries);
}
