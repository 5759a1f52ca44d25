// Tries mutants, several at a time, each on the tests that reach it.
using System.Collections.Concurrent;

namespace Osmosis.Mutants;

internal sealed class Judge(CoreSources sources, MethodReach reach, Explanations explanations)
{
    // The test that last noticed a change in a method: the likeliest to notice the next one.
    private readonly ConcurrentDictionary<int, string> _lastKiller = [];

    /// <summary>Tries all mutants, one a worker at a time. Those that don't compile, or compile to the same code, have no verdict.</summary>
    public IReadOnlyList<Verdict> Run(IReadOnlyList<Mutant> mutants, IReadOnlyList<WorkerProcess> workers, Action<int, Verdict?> progress)
    {
        ConcurrentQueue<Mutant> queue = new(mutants);
        ConcurrentBag<Verdict> verdicts = [];
        int done = 0;
        Thread[] threads = [.. workers.Select(worker => new Thread(() =>
        {
            while (queue.TryDequeue(out Mutant? mutant))
            {
                Verdict? verdict = sources.Compile(mutant) is { } core ? Try(mutant, core, worker) : null;
                if (verdict is not null)
                {
                    verdicts.Add(verdict);
                }

                progress(Interlocked.Increment(ref done), verdict);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return [.. verdicts.OrderBy(verdict => verdict.Mutant.File, StringComparer.Ordinal).ThenBy(verdict => verdict.Mutant.Span.Start)];
    }

    private Verdict Try(Mutant mutant, byte[] core, WorkerProcess worker)
    {
        int method = reach.MethodOf(mutant);
        string? likeliest = _lastKiller.GetValueOrDefault(method);
        TestMethod[] tests = [.. reach.TestsReaching(mutant).OrderBy(test => test.Name == likeliest ? 0 : 1)];
        if (tests.Length > 0 && worker.FirstFailure(core, tests) is { } failure)
        {
            _lastKiller[method] = failure.Test.Name;
            return new Verdict(mutant, Fate.Killed, $"{failure.Test.Name} {failure.How}", null);
        }

        lock (explanations)
        {
            string? reason = explanations.ReasonFor(mutant);
            return new Verdict(mutant, reason is null ? Fate.Survived : Fate.Explained, null, reason);
        }
    }
}
