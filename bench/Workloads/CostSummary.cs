// The cost of many operations, in guest instructions.

namespace Osmosis.Benchmarks;

internal struct CostSummary
{
    public uint Count { get; private set; }

    public ulong Total { get; private set; }

    public uint Worst { get; private set; }

    /// <summary>Mean in tenths, rounded to the nearest.</summary>
    public readonly uint MeanTenths => Count == 0 ? 0 : (uint)(((Total * 10) + (Count / 2)) / Count);

    public void Add(uint cost)
    {
        Count++;
        Total += cost;
        if (cost > Worst)
        {
            Worst = cost;
        }
    }
}
