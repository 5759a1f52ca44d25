// Starts emulators so that they die with this process, whatever kills it.
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Osmosis.Emulators;

/// <summary>
/// Linux can send a child a signal when its parent ends (prctl PR_SET_PDEATHSIG, here through <c>setpriv</c>). Parent
/// means the *thread* that forked, so every start happens on one thread that lives as long as the process.
/// </summary>
internal static class ChildLauncher
{
    private static readonly BlockingCollection<Action> Requests = StartThread();

    /// <summary>Starts <paramref name="program"/> with its standard streams redirected.</summary>
    /// <param name="program">Its name on the search path.</param>
    /// <param name="workingFolder">The folder in which it starts.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ownInput">Whether its standard input is this process's own, not redirected.</param>
    /// <exception cref="EmulatorException">The program is missing or cannot be started.</exception>
    public static Task<Process> StartAsync(string program, string workingFolder, IEnumerable<string> arguments,
        bool ownInput = false)
    {
        ProcessStartInfo start = new("setpriv", ["--pdeathsig", "KILL", "--", program, .. arguments])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = !ownInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                started.SetException(new EmulatorException($"cannot start {program}: {exception.Message}"));
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> StartThread()
    {
        BlockingCollection<Action> requests = [];
        Thread thread = new(() =>
        {
            foreach (Action request in requests.GetConsumingEnumerable())
            {
                request();
            }
        })
        { IsBackground = true, Name = "emulator launcher" };
        thread.Start();
        return requests;
    }
}
