// The kernel's shell over the serial line: type a command, get its answer.
namespace Osmosis.Emulators;

/// <summary>Why the shell did not answer.</summary>
public enum NoAnswer
{
    /// <summary>The prompt did not come back in time.</summary>
    TimedOut,

    /// <summary>The kernel panicked.</summary>
    Panicked,

    /// <summary>The machine was switched off, reset, or its emulator ended.</summary>
    MachineEnded,
}

/// <param name="reason">The kind of silence.</param>
/// <param name="message">One line: what happened.</param>
/// <param name="output">The kernel's output since the command was typed.</param>
public sealed class NoAnswerException(NoAnswer reason, string message, IReadOnlyList<string> output)
    : Exception(message + Environment.NewLine + string.Join(Environment.NewLine, output))
{
    public NoAnswer Reason => reason;

    public string Summary => message;

    public IReadOnlyList<string> Output => output;
}

/// <summary>
/// The prompt is recognised by its place, alone on the cursor's line, and by the mark that the shell sends before it
/// when it has dealt with a line. So neither the prompt's text inside a command's output nor a prompt that the line
/// editor draws anew is mistaken for it, however slow the machine is.
/// </summary>
public sealed class KernelConsole(IEmulator machine)
{
    public const string Prompt = "osmosis> ";
    public const string PanicMark = "panic: ";

    /// <summary>The last line after a panic that stops: from then on the kernel obeys a few keys.</summary>
    public const string StoppedMark = "stopped: r restarts the machine";

    private static readonly TimeSpan LastWordsTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PanicReportTime = TimeSpan.FromSeconds(5);

    private int _promptLine = -1;
    private int _linesToEnd;

    public IEmulator Machine => machine;

    /// <summary>How long a command may take before it counts as not answered.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The line the cursor is on, prompt included.</summary>
    public string CurrentLine => machine.Serial.Look(transcript => transcript.CurrentLine);

    /// <summary>
    /// How the last command ended: 0 done, 1 refused or failed, 127 unknown, 139 ended by a fault. Null before the
    /// first.
    /// </summary>
    public int? LastStatus => machine.Serial.Look(transcript => transcript.LastStatus);

    /// <summary>Waits for the first prompt and returns the lines before it: the boot log.</summary>
    /// <exception cref="NoAnswerException">The prompt did not come.</exception>
    public Task<IReadOnlyList<string>> WaitForPromptAsync(CancellationToken cancel = default) =>
        NextPromptAsync("the prompt", cancel);

    /// <summary>
    /// Types <paramref name="command"/>, which is one line, and Enter, and returns the kernel's answer, without echo
    /// and prompt.
    /// </summary>
    /// <exception cref="NoAnswerException">The prompt did not come back.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(string command, CancellationToken cancel = default)
    {
        (_promptLine,
            _linesToEnd) = machine.Serial.Look(transcript => (transcript.Count - 1, transcript.LinesEnded + 1));
        await machine.Serial.SendAsync(command + "\r", cancel);
        return await NextPromptAsync($"'{command}'", cancel);
    }

    /// <summary>
    /// Types <paramref name="keys"/> as they are and waits until the cursor's line satisfies
    /// <paramref name="expected"/>.
    /// </summary>
    /// <returns>The line; if it never matched, the line when time ran out.</returns>
    public async Task<string> TypeAsync(string keys, Func<string, bool> expected, TimeSpan timeout,
        CancellationToken cancel = default)
    {
        await machine.Serial.SendAsync(keys, cancel);
        await WaitAsync(transcript => expected(transcript.CurrentLine), timeout, cancel);
        return CurrentLine;
    }

    /// <summary>
    /// Waits until the transcript satisfies <paramref name="condition"/>; false if time ran out or the machine ended.
    /// </summary>
    public async Task<bool> WaitAsync(Func<TerminalTranscript, bool> condition, TimeSpan timeout,
        CancellationToken cancel = default)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        SerialLine serial = machine.Serial;
        try
        {
            while (true)
            {
                bool ended = machine.Ended.IsCompleted;
                long seen = serial.BytesReceived;
                if (serial.Look(condition))
                {
                    return true;
                }

                if (ended)
                {
                    // The notice of the end can overtake the last output, unless the emulator itself has ended.
                    if (serial.Closed.IsCompleted)
                    {
                        return serial.Look(condition);
                    }

                    limit.CancelAfter(LastWordsTime);
                    await serial.ChangedSinceAsync(seen, limit.Token);
                    continue;
                }

                await Task.WhenAny(serial.ChangedSinceAsync(seen, limit.Token), machine.Ended);
                limit.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return serial.Look(condition);
        }
    }

    /// <summary>
    /// Waits until nothing has come for <paramref name="quiet"/>: the shell has then handled everything typed.
    /// </summary>
    public async Task SettleAsync(TimeSpan quiet, CancellationToken cancel = default)
    {
        long seen;
        do
        {
            seen = machine.Serial.BytesReceived;
            await Task.Delay(quiet, cancel);
        }
        while (machine.Serial.BytesReceived != seen);
    }

    /// <summary>
    /// After typing without waiting for answers: waits until the shell has handled all of it. The shell takes keys in
    /// order, so this drops the line, types a word, and waits for the answer to it.
    /// </summary>
    /// <exception cref="NoAnswerException">The shell stopped answering.</exception>
    public async Task CatchUpAsync(CancellationToken cancel = default)
    {
        long end = Environment.TickCount64 + (long)Timeout.TotalMilliseconds;
        IReadOnlyList<string> answer = [];
        for (int attempt = 0; Environment.TickCount64 < end; attempt++)
        {
            string word = $"caught_up_{attempt}";
            await SettleAsync(TimeSpan.FromMilliseconds(50), cancel);
            await TypeAsync("\u0003", line => line == Prompt, TimeSpan.FromSeconds(1), cancel);
            answer = await RunAsync(word, cancel);
            if (answer is [.., string line] && line.Contains(word, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new NoAnswerException(NoAnswer.TimedOut,
            $"the shell did not catch up within {Timeout.TotalSeconds:0.#} s", answer);
    }

    private async Task<IReadOnlyList<string>> NextPromptAsync(string what, CancellationToken cancel)
    {
        int typedOn = _promptLine;
        bool AtPrompt(TerminalTranscript transcript) =>
            transcript.LinesEnded >= _linesToEnd && transcript.Column == Prompt.Length
            && transcript.CurrentLine == Prompt;
        bool Panicked(TerminalTranscript transcript) => transcript.Find(typedOn + 1, PanicMark) is not null;

        if (await WaitAsync(transcript => AtPrompt(transcript) || Panicked(transcript), Timeout, cancel))
        {
            if (!machine.Serial.Look(Panicked))
            {
                return machine.Serial.Look(transcript => transcript.Lines(typedOn + 1, transcript.Count - 1));
            }

            await WaitAsync(transcript => transcript.Find(typedOn + 1, StoppedMark) is not null
                && transcript.CurrentLine.Length == 0, PanicReportTime, cancel);
            throw Silence(NoAnswer.Panicked, $"the kernel panicked during {what}");
        }

        throw machine.Ended.IsCompleted
            ? Silence(NoAnswer.MachineEnded, $"{await machine.Ended} before {what} was answered")
            : Silence(NoAnswer.TimedOut, $"no answer to {what} within {Timeout.TotalSeconds:0.#} s");

        NoAnswerException Silence(NoAnswer reason, string message) =>
            new(reason, message, machine.Serial.Look(transcript => transcript.Lines(typedOn + 1, transcript.Count)));
    }
}
