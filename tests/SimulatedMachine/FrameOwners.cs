// Finds frames that two parts of the system believe to be theirs.
namespace Osmosis.Simulation;

/// <summary>Who owns which frame. Claiming a frame twice stops the simulation.</summary>
public sealed class FrameOwners(EventHistory history)
{
    private readonly Dictionary<uint, string> _owners = [];

    public int Count => _owners.Count;

    public IReadOnlyCollection<uint> Frames => _owners.Keys;

    public void Claim(uint frame, string owner)
    {
        if (!_owners.TryAdd(frame, owner))
        {
            throw new SimulationException(
                SimulationFault.FrameOwnedTwice,
                $"frame {frame} (0x{frame << 12:x8}) is {owner} and also {_owners[frame]}",
                history);
        }
    }
}
