using Osmosis.Lab.Programs;
using Osmosis.Simulation;

namespace Osmosis.Lab.DemandZero;

/// <summary>A machine where a program's new page must hold zeroes.</summary>
internal sealed class DemandZeroMachine(IReadOnlySet<string> forgiven)
    : ProgramMachine(FrameCount, forgiven, ProgramPages.Regions)
{
    /// <summary>All tables and pages together need seven.</summary>
    private const int FrameCount = 5;

    /// <summary>The frames of every table below the directory, and of every page.</summary>
    public uint OwnedFrames(IReadOnlyList<Mapping> mappings)
    {
        uint owned = 0;
        foreach (uint frame in MappingWitness.Tables(Processor.Memory, Processor.Cr3).Values
            .Concat(mappings.Select(mapping => mapping.Physical >> 12)))
        {
            owned |= IsTaken(frame) ? Bit(frame) : 0;
        }

        return owned;
    }

    protected override string? WhyUnready(uint frame)
    {
        if (base.WhyUnready(frame) is { } unwritten)
        {
            return unwritten;
        }

        uint zeroes = Processor.Memory.CountEqual(frame << 12, 0, 1024);
        return zeroes == 1024 ? null
            : $"0x{frame << 12:x8} holds something else than 0 at 0x{(frame << 12) + (zeroes * 4):x8}";
    }
}
