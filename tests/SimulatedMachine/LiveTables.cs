// The frames that are tables of the loaded directory, so that a store can be recognised as a change of an entry.
namespace Osmosis.Simulation;

/// <summary>The present directory entries. Immutable: a change of the directory makes new live tables.</summary>
internal sealed class LiveTables
{
    public static readonly LiveTables None = new([]);

    private readonly (uint Directory, uint Frame)[] _present;

    private LiveTables((uint Directory, uint Frame)[] present) => _present = present;

    /// <summary>The present directory entries, lowest first, each with the frame of its table.</summary>
    public ReadOnlySpan<(uint Directory, uint Frame)> Present => _present;

    /// <summary>Whether a directory entry uses the frame as a table.</summary>
    public bool Contains(uint frame)
    {
        foreach ((_, uint table) in _present)
        {
            if (table == frame)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Directory entry <paramref name="directory"/> is now <paramref name="entry"/>.</summary>
    public LiveTables With(uint directory, uint entry)
    {
        bool isPresent = (entry & Entry.Present) != 0;
        int index = 0;
        while (index < _present.Length && _present[index].Directory < directory)
        {
            index++;
        }

        bool wasPresent = index < _present.Length && _present[index].Directory == directory;
        return (wasPresent, isPresent) switch
        {
            (false, false) => this,
            (true, true) when _present[index].Frame == entry >> 12 => this,
            (_, true) =>
                new([.. _present[..index], (directory, entry >> 12), .. _present[(wasPresent ? index + 1 : index)..]]),
            (true, false) => new([.. _present[..index], .. _present[(index + 1)..]]),
        };
    }
}
