namespace Osmosis.Simulation;

/// <summary>
/// A machine at one moment, to restore any number of times: memory and which bytes of it were never written, everything
/// cached, the control registers. Without the history of events.
/// </summary>
public sealed class MachineState
{
    internal MachineState(PhysicalFrame[] frames, TranslationCaches.State caches, LiveTables tables, uint cr3, uint cr0)
    {
        Frames = frames;
        Caches = caches;
        Tables = tables;
        Cr3 = cr3;
        Cr0 = cr0;
    }

    internal PhysicalFrame[] Frames { get; }

    internal TranslationCaches.State Caches { get; }

    internal LiveTables Tables { get; }

    internal uint Cr3 { get; }

    internal uint Cr0 { get; }
}
