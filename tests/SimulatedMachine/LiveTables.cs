// Which frames are tables of the loaded directory, so that a store can be recognised as a change of an entry.
namespace Osmosis.Simulation;

internal sealed class LiveTables
{
    private readonly uint[] _entries = new uint[1024];
    private readonly Dictionary<uint, List<uint>> _users = [];
    private readonly SortedSet<uint> _present = [];

    /// <summary>The directory entries that are present.</summary>
    public IReadOnlyCollection<uint> Present => _present;

    /// <summary>The directory entries that use the frame as a table: none, one, or several.</summary>
    public IReadOnlyList<uint> UsersOf(uint frame) => _users.TryGetValue(frame, out List<uint>? users) ? users : [];

    /// <summary>Directory entry <paramref name="directory"/> is now <paramref name="entry"/>.</summary>
    public void Update(uint directory, uint entry)
    {
        uint old = _entries[directory];
        if ((old & Entry.Present) != 0)
        {
            _users[old >> 12].Remove(directory);
            _present.Remove(directory);
        }

        _entries[directory] = entry;
        if ((entry & Entry.Present) == 0)
        {
            return;
        }

        _present.Add(directory);
        if (!_users.TryGetValue(entry >> 12, out List<uint>? users))
        {
            _users.Add(entry >> 12, users = []);
        }

        users.Add(directory);
    }
}
