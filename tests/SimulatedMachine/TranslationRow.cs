// The TLB's translations for the 1024 pages below one directory entry.
namespace Osmosis.Simulation;

internal sealed class TranslationRow : StatePart
{
    private readonly uint[] _translations;

    public TranslationRow(uint directory)
        : this(directory, new uint[1024])
    {
    }

    private TranslationRow(uint directory, uint[] translations)
    {
        Directory = directory;
        _translations = translations;
    }

    public uint Directory { get; }

    /// <summary>The translation of page <paramref name="index"/>; 0 when none is cached.</summary>
    public uint this[uint index]
    {
        get => _translations[index];
        set
        {
            NoteChange();
            _translations[index] = value;
        }
    }

    /// <summary>The first page from an index on that has a cached translation; -1 if none has.</summary>
    public int NextCached(int from)
    {
        int next = _translations.AsSpan(from).IndexOfAnyExcept(0u);
        return next < 0 ? -1 : from + next;
    }

    public TranslationRow Copy() => new(Directory, [.. _translations]);

    public bool LeadsTo(uint frame)
    {
        foreach (uint translation in _translations)
        {
            if (translation >> 12 == frame && translation != 0)
            {
                return true;
            }
        }

        return false;
    }

    protected override UInt128 ComputeDigest() =>
        _translations.AsSpan().ContainsAnyExcept(0u) ? Hash<uint>(_translations, ~(long)Directory) : 0;
}
