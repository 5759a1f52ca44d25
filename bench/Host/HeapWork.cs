// The heap's workloads on the host, each from a fresh heap to an empty one.
using System;
using Osmosis.Benchmarks;

namespace Osmosis.HostBenchmarks;

internal static class HeapWork
{
    private const int MostHeld = 65536;

    private static readonly HeldBlock[] s_held = new HeldBlock[MostHeld];

    /// <summary>
    /// The same names and hashes as in the kernel's benchmarks. FRAG leaves blocks allocated, so only the kernel runs
    /// it.
    /// </summary>
    public static readonly (string Name, uint Hash)[] Hashes = [("c1", 0), ("c2", 0x6861E7CE), ("c2h", 0x5117B853),
        ("c2long", 0x9DA47ADD)];

    /// <summary>Runs a workload and frees the remaining blocks. Returns its result.</summary>
    public static BlockResult Run<TSubject>(string name, ref TSubject subject)
        where TSubject : struct, IBlockSubject
    {
        BlockResult result = default;
        switch (name)
        {
            case "c1":
                BlockWorkloads.Pairs(ref subject, ref result);
                return result;
            case "c2":
                BlockWorkloads.Mixed(ref subject, s_held.AsSpan(0, 500), 10_000, ref result);
                break;
            case "c2h":
                BlockWorkloads.Mixed(ref subject, s_held.AsSpan(0, 1000), 10_000, ref result);
                break;
            case "c2long":
                BlockWorkloads.Mixed(ref subject, s_held.AsSpan(0, 500), 100_000, ref result);
                break;
            default:
                throw new InvalidOperationException($"no workload is called {name}");
        }

        foreach (HeldBlock held in s_held.AsSpan(0, 1000))
        {
            if (held.IsFull && held.Block != 0)
            {
                subject.Free(held.Block, out _);
            }
        }

        s_held.AsSpan(0, 1000).Clear();
        return result;
    }
}
