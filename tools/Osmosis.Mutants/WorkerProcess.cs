// A worker, from its parent's side. A worker that hangs or dies is replaced.
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Osmosis.Mutants;

internal sealed class WorkerProcess : IDisposable
{
    private const string Ended = "ended the process";

    private const int MostErrors = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly string _tests;
    private readonly string _core;
    private Process _process;
    private StringBuilder _errors = new();

    /// <param name="tests">The folder with the built tests.</param>
    /// <param name="core">The path of the core's assembly for the worker to read.</param>
    public WorkerProcess(string tests, string core)
    {
        _tests = tests;
        _core = core;
        _process = Start();
    }

    /// <summary>Loads the tests with another core.</summary>
    public void Load(byte[] core)
    {
        File.WriteAllBytes(_core, core);
        Load();
    }

    /// <summary>Runs every test on an instrumented core.</summary>
    /// <exception cref="InvalidDataException">A test fails, or ends the worker.</exception>
    public IEnumerable<TestMethod> Reach()
    {
        Ask("reach", []);
        string last = "before the first test";
        for (string? line; (line = _process.StandardOutput.ReadLine()) != Worker.Done; last = line.Split('\t')[0])
        {
            if (line is null)
            {
                _process.WaitForExit();
                throw new InvalidDataException(
                    $"although nothing is changed, the tests' process ended after {last}: {_errors}");
            }

            string[] words = line.Split('\t');
            if (words[0] == Worker.Failed)
            {
                throw new InvalidDataException($"although nothing is changed, {words[1]} fails: {words[2]}");
            }

            yield return new TestMethod(
                words[0],
                TimeSpan.FromMilliseconds(int.Parse(words[1], CultureInfo.InvariantCulture)),
                [.. words[2..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))]);
        }
    }

    /// <summary>
    /// Activates a change and runs tests in order until one fails, ends the process, or takes ten times its processor
    /// time plus some seconds. If an earlier change may have caused this through something left in memory, it must
    /// happen again in a new process.
    /// </summary>
    /// <returns>That test, and its failure; null if all passed.</returns>
    public (TestMethod Test, string How)? FirstFailure(int change, IReadOnlyList<TestMethod> tests)
    {
        (TestMethod Test, string How)? failure = null;
        for (int tries = 0; tries < 2; tries++)
        {
            failure = Try(change, tests);
            if (failure is not { How: Worker.Spoilt or Ended })
            {
                break;
            }

            Replace();
        }

        return failure;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private (TestMethod Test, string How)? Try(int change, IReadOnlyList<TestMethod> tests)
    {
        Dictionary<string, TestMethod> byName = tests.ToDictionary(test => test.Name);
        TestMethod current = tests[0];
        Ask("run", [$"{change}", .. tests.Select(test => test.Name)]);
        while (true)
        {
            Task<string?> answer = _process.StandardOutput.ReadLineAsync();
            if (!EndsWithin(answer, Patience + (current.Time * 10)))
            {
                Replace();
                return (current, "did not end");
            }

            switch (answer.Result)
            {
                case null:
                    return (current, Ended);
                case Worker.Failed or Worker.Spoilt:
                    _process.StandardOutput.ReadLine();
                    return (current, answer.Result);
                case Worker.Done:
                    return null;
                case { } name:
                    current = byName[name];
                    break;
            }
        }
    }

    private void Load()
    {
        Ask("load", [_core]);
        _process.StandardOutput.ReadLine();
    }

    private void Ask(string what, IEnumerable<string> words)
    {
        _process.StandardInput.WriteLine(string.Join('\t', [what, .. words]));
        _process.StandardInput.Flush();
    }

    // Processor time, not wall-clock time, so that a busy machine makes no test hang.
    private bool EndsWithin(Task answer, TimeSpan limit)
    {
        TimeSpan start = ProcessorTime();
        while (!answer.Wait(Poll))
        {
            if (ProcessorTime() - start > limit)
            {
                return false;
            }
        }

        return true;
    }

    // Zero once the process has ended, because then the answer is on its way.
    private TimeSpan ProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero;
        }
    }

    private void Replace()
    {
        Dispose();
        _process = Start();
        Load();
    }

    // A property is tried for a second on one thread, because there are as many workers as processors.
    private Process Start()
    {
        ProcessStartInfo start = new("dotnet", [typeof(WorkerProcess).Assembly.Location, Worker.Option, _tests])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A crash's stack may have millions of lines, and with a change active nobody reads it.
        StringBuilder errors = new();
        _errors = errors;
        start.Environment["CsCheck_Time"] = "1";
        start.Environment["CsCheck_Threads"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => errors.Append(errors.Length < MostErrors ? $"{line.Data}\n" : "");
        process.BeginErrorReadLine();
        return process;
    }
}
