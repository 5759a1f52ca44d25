// A worker, from the side of the one who asks. One that hangs or dies is replaced.
using System.Diagnostics;
using System.Globalization;

namespace Osmosis.Mutants;

internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly string _tests;
    private readonly string _core;
    private Process _process;

    /// <param name="tests">The folder with the built tests.</param>
    /// <param name="core">Where to put the core's assembly for the worker to read.</param>
    public WorkerProcess(string tests, string core)
    {
        _tests = tests;
        _core = core;
        _process = Start();
    }

    /// <summary>Runs every test on a core that takes notes. Tests that fail are left out; the worker says so.</summary>
    public IEnumerable<TestMethod> Reach(byte[] core)
    {
        Ask("reach", core, []);
        while (_process.StandardOutput.ReadLine() is { } line && line != Worker.Done)
        {
            string[] words = line.Split('\t');
            yield return new TestMethod(
                words[0],
                TimeSpan.FromMilliseconds(int.Parse(words[1], CultureInfo.InvariantCulture)),
                [.. words[2..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))]);
        }
    }

    /// <summary>Runs tests in order until one fails, ends the process, or takes ten times its processor time and some seconds.</summary>
    /// <returns>That test, and how it went wrong; null if all passed.</returns>
    public (TestMethod Test, string How)? FirstFailure(byte[] core, IReadOnlyList<TestMethod> tests)
    {
        Dictionary<string, TestMethod> byName = tests.ToDictionary(test => test.Name);
        TestMethod current = tests[0];
        Ask("run", core, tests.Select(test => test.Name));
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
                    Replace();
                    return (current, "ended the process");
                case Worker.Failed:
                    _process.StandardOutput.ReadLine();
                    return (current, "failed");
                case Worker.Done:
                    return null;
                case { } name:
                    current = byName[name];
                    break;
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Ask(string what, byte[] core, IEnumerable<string> tests)
    {
        File.WriteAllBytes(_core, core);
        _process.StandardInput.WriteLine(string.Join('\t', [what, _core, .. tests]));
        _process.StandardInput.Flush();
    }

    // Processor time and not the clock's: a busy machine makes no test hang.
    private bool EndsWithin(Task answer, TimeSpan limit)
    {
        TimeSpan start = _process.TotalProcessorTime;
        while (!answer.Wait(Poll))
        {
            _process.Refresh();
            if (!_process.HasExited && _process.TotalProcessorTime - start > limit)
            {
                return false;
            }
        }

        return true;
    }

    private void Replace()
    {
        Dispose();
        _process = Start();
    }

    // A property is tried for a second on one thread: as many workers run as there are processors.
    private Process Start()
    {
        ProcessStartInfo start = new("dotnet", [typeof(WorkerProcess).Assembly.Location, Worker.Option, _tests])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["CsCheck_Time"] = "1";
        start.Environment["CsCheck_Threads"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        return Process.Start(start)!;
    }
}
