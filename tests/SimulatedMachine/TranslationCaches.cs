// The TLB and the cache of directory entries. They forget nothing by themselves: only INVLPG and a load of CR3 evict.
namespace Osmosis.Simulation;

/// <summary>What the processor remembers of the tables (Intel SDM volume 3, 4.10.2 and 4.10.3). Zero means: not cached.</summary>
internal sealed class TranslationCaches
{
    private readonly uint[]?[] _translations = new uint[]?[1024];
    private readonly uint[] _directoryEntries = new uint[1024];

    // How many cached translations lead to a frame.
    private readonly Dictionary<uint, int> _frames = [];

    public uint Translation(uint page) => _translations[page >> 10]?[page & 1023] ?? 0;

    public void KeepTranslation(uint page, uint translation)
    {
        uint[] row = _translations[page >> 10] ??= new uint[1024];
        Release(row[page & 1023]);
        row[page & 1023] = translation;
        uint frame = translation >> 12;
        _frames[frame] = _frames.GetValueOrDefault(frame) + 1;
    }

    public uint DirectoryEntry(uint directory) => _directoryEntries[directory];

    public void KeepDirectoryEntry(uint directory, uint entry) => _directoryEntries[directory] = entry;

    /// <summary>INVLPG: this page, and all directory entries (4.10.4.1).</summary>
    public void Invalidate(uint page)
    {
        if (_translations[page >> 10] is uint[] row)
        {
            Release(row[page & 1023]);
            row[page & 1023] = 0;
        }

        Array.Clear(_directoryEntries);
    }

    /// <summary>A load of CR3, no page being global; or a change of CR0.PG.</summary>
    public void Clear()
    {
        Array.Clear(_translations);
        Array.Clear(_directoryEntries);
        _frames.Clear();
    }

    /// <summary>Whether a cached translation or a cached directory entry leads to the frame.</summary>
    public bool LeadTo(uint frame) =>
        _frames.GetValueOrDefault(frame) > 0
        || Array.Exists(_directoryEntries, entry => (entry & Entry.Present) != 0 && entry >> 12 == frame);

    private void Release(uint translation)
    {
        if (translation != 0)
        {
            _frames[translation >> 12]--;
        }
    }
}
