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

    // The rows that there are, lowest first: mostly a few.
    private readonly List<TranslationRow> _present = [];

    private readonly uint[] _directoryEntries = new uint[1024];

    // The sum of the digests of the cached directory entries, kept with each change.
    private UInt128 _directoryDigest;

    /// <summary>Grows with every change of a cached translation. Never 0.</summary>
    public long Changes { get; private set; } = 1;

    public UInt128 Digest
    {
        get
        {
            UInt128 digest = _directoryDigest;
            foreach (TranslationRow row in _present)
            {
                digest += row.Digest;
            }

            return digest;
        }
    }

    public uint Translation(uint page) => _rows[page >> 10]?[page & 1023] ?? 0;

    /// <summary>The pages that have a cached translation, lowest first.</summary>
    public IEnumerable<uint> Pages()
    {
        foreach (TranslationRow row in _present)
        {
            for (int i = row.NextCached(0); i >= 0; i = row.NextCached(i + 1))
            {
                yield return (row.Directory << 10) | (uint)i;
            }
        }
    }

    public void KeepTranslation(uint page, uint translation) => Writable(page >> 10)[page & 1023] = translation;

    public uint DirectoryEntry(uint directory) => _directoryEntries[directory];

    public void KeepDirectoryEntry(uint directory, uint entry)
    {
        _directoryDigest += DigestOf(directory, entry) - DigestOf(directory, _directoryEntries[directory]);
        _directoryEntries[directory] = entry;
    }

    /// <summary>The first cached directory entry from a number on; -1 if there is none.</summary>
    public int NextDirectoryEntry(int from)
    {
        int next = _directoryEntries.AsSpan(from).IndexOfAnyExcept(0u);
        return next < 0 ? -1 : from + next;
    }

    /// <summary>INVLPG: this page, and all directory entries (4.10.4.1).</summary>
    public void Invalidate(uint page)
    {
        if (Translation(page) != 0)
        {
            Writable(page >> 10)[page & 1023] = 0;
        }

        ClearDirectoryEntries();
    }

    /// <summary>A load of CR3, no page being global; or a change of CR0.PG.</summary>
    public void Clear()
    {
        ClearRows();
        ClearDirectoryEntries();
    }

    /// <summary>Whether a cached translation or a cached directory entry leads to the frame.</summary>
    public bool LeadTo(uint frame)
    {
        foreach (TranslationRow row in _present)
        {
            if (row.LeadsTo(frame))
            {
                return true;
            }
        }

        for (int held = NextDirectoryEntry(0); held >= 0; held = NextDirectoryEntry(held + 1))
        {
            if ((_directoryEntries[held] & Entry.Present) != 0 && _directoryEntries[held] >> 12 == frame)
            {
                return true;
            }
        }

        return false;
    }

    public State Save()
    {
        foreach (TranslationRow row in _present)
        {
            row.Share();
        }

        List<(int, uint)> held = [];
        for (int entry = NextDirectoryEntry(0); entry >= 0; entry = NextDirectoryEntry(entry + 1))
        {
            held.Add((entry, _directoryEntries[entry]));
        }

        return new State([.. _present], [.. held], _directoryDigest);
    }

    public void Restore(State state)
    {
        ClearRows();
        foreach (TranslationRow row in state.Rows)
        {
            _rows[row.Directory] = row;
            _present.Add(row);
        }

        ClearDirectoryEntries();
        foreach ((int directory, uint entry) in state.DirectoryEntries)
        {
            _directoryEntries[directory] = entry;
        }

        _directoryDigest = state.DirectoryDigest;
    }

    private static UInt128 DigestOf(uint directory, uint entry) =>
        entry == 0 ? 0 : XxHash128.HashToUInt128(MemoryMarshal.AsBytes<uint>([directory, entry]));

    private void ClearDirectoryEntries()
    {
        Array.Clear(_directoryEntries);
        _directoryDigest = 0;
    }

    private void ClearRows()
    {
        Changes++;
        foreach (TranslationRow row in _present)
        {
            _rows[row.Directory] = null;
        }

        _present.Clear();
    }

    private TranslationRow Writable(uint directory)
    {
        Changes++;
        if (_rows[directory] is { IsShared: false } own)
        {
            return own;
        }

        TranslationRow? shared = _rows[directory];
        TranslationRow row = shared?.Copy() ?? new TranslationRow(directory);
        _rows[directory] = row;
        int at = _present.FindIndex(other => other.Directory >= directory);
        if (shared is not null)
        {
            _present[at] = row;
        }
        else
        {
            _present.Insert(at < 0 ? _present.Count : at, row);
        }

        return row;
    }

    internal readonly record struct State(
        TranslationRow[] Rows, (int Directory, uint Entry)[] DirectoryEntries, UInt128 DirectoryDigest);
}
