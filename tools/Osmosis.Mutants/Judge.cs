// Tries mutants, several at a time, each on the tests that reach it.
using System.Collections.Concurrent;

namespace Osmosis.Mutants;

internal sealed class Judge(CoreSources sources, BlockReach reach, Killers killers, Explanations explanations)
{
    /// <summary>
    /// Tries all mutants, with a batch for each worker at a time. Mutants that don't compile, or compile to the same
    /// code, get no verdict.
    /// </summary>
    public IReadOnlyList<Verdict> Run(IReadOnlyList<Mutant> mutants, IReadOnlyList<WorkerProcess> workers,
        Action<Verdict> progress)
    {
        ConcurrentQueue<Batch> queue = new(Batch.Of(mutants, sources));
        ConcurrentBag<Verdict> verdicts = [];
        Thread[] threads = [.. workers.Select(worker => new Thread(() =>
        {
            while (queue.TryDequeue(out Batch? batch))
            {
                foreach (Verdict verdict in Try(batch, worker))
                {
                    verdicts.Add(verdict);
                    progress(verdict);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return [.. verdicts.OrderBy(verdict => verdict.Mutant.File, StringComparer.Ordinal)
            .ThenBy(verdict => verdict.Mutant.Span.Start)];
    }

    private IEnumerable<Verdict> Try(Batch batch, WorkerProcess worker)
    {
        if (batch.Compile(sources) is not { } core)
        {
            yield break;
        }

        worker.Load(core);
        foreach ((int number, Mutant mutant) in batch.Mutants)
        {
            if (Try(mutant, number, worker) is { } verdict)
            {
                yield return verdict;
            }
        }
    }

    private Verdict? Try(Mutant mutant, int number, WorkerProcess worker)
    {
        int block = reach.BlockOf(mutant);
        TestMethod[] tests = killers.Order(reach.TestsReaching(mutant), mutant, block);
        if (tests.Length > 0 && worker.FirstFailure(number, tests) is { } failure)
        {
            killers.Add(mutant, block, failure.Test.Name);
            return new Verdict(mutant, Fate.Killed, $"{failure.Test.Name} {failure.How}", null);
        }

        if (sources.IsSame(mutant))
        {
            return null;
        }

        lock (explanations)
        {
            string? reason = explanations.ReasonFor(mutant);
            return new Verdict(mutant, reason is null ? Fate.Survived : Fate.Explained, null, reason);
        }
    }
}
