using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Regions;

/// <summary>A machine that has nothing but the notes.</summary>
internal sealed class RegionsMachine(IReadOnlySet<string> forgiven) : LabMachine(0, forgiven, paging: false)
{
    public override uint Notes => NotesFrame << 12;

    protected override string? OwnerInTheWay(uint frame, bool isWrite) =>
        frame == NotesFrame ? null : "not the notes'";
}
