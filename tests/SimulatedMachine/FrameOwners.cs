// Finds frames that two parts of the system claim.
namespace Osmosis.Simulation;

/// <summary>Who owns which frame. Claiming a frame twice stops the simulation.</summary>
public sealed class FrameOwners(EventHistory history)
{
    private readonly Dictionary<uint, (string Owner, uint Which)> _owners = [];

    public int Count => _owners.Count;

    public IReadOnlyCollection<uint> Frames => _owners.Keys;

    /// <param name="frame">Its number.</param>
    /// <param name="owner">The use that the claimant names.</param>
    /// <param name="which">Which of those, as an address or a number.</param>
    public void Claim(uint frame, string owner, uint which)
    {
        if (!_owners.TryAdd(frame, (owner, which)))
        {
            (string other, uint number) = _owners[frame];
            throw new SimulationException(
                SimulationFault.FrameOwnedTwice,
                $"frame {frame} (0x{frame << 12:x8}) is {owner} 0x{which:x}, and also {other} 0x{number:x}",
                history);
        }
    }
}
