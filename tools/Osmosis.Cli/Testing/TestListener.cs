// Follows a run of xunit through its JSON reporter: counts the tests and prints the failures.
using System.Diagnostics;
using System.Text.Json;

namespace Osmosis.Cli.Testing;

/// <param name="name">The name of the run.</param>
/// <param name="clock">Shows the count.</param>
internal sealed class TestListener(string name, RunClock clock)
{
    private const string Failure = "Messages";

    // Lines of a stack trace that are the same for every failure.
    private static readonly string[] s_machinery = [" at Xunit.", "--- End of stack trace"];

    // The lines of a failure stay together.
    private static readonly Lock s_failure = new();

    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, string> _running = [];
    private readonly Dictionary<string, (string Name, long Start)> _classes = [];
    private int _all;
    private int _done;
    private int _ended;
    private int _failed;
    private long _heard = Stopwatch.GetTimestamp();

    /// <summary>The tests that ended; those that still run count as failed.</summary>
    public TestCount Count
    {
        get
        {
            lock (_running)
            {
                return new TestCount(Math.Max(0, _ended - _failed), _failed + _running.Count, 0);
            }
        }
    }

    /// <summary>The names of the tests that have started and not ended.</summary>
    public string Running
    {
        get
        {
            lock (_running)
            {
                return _running.Count == 0 ? "no test" : string.Join(", ", _running.Values);
            }
        }
    }

    /// <summary>Takes a line of the runner's output: a message, or something that a test printed.</summary>
    public void Hear(string line)
    {
        Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());
        if (!line.StartsWith("{\"$type\":", StringComparison.Ordinal))
        {
            Print(line);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(WithoutControls(line));
        JsonElement message = document.RootElement;
        switch (message.GetProperty("$type").GetString())
        {
            case "discovery-complete":
                _all = message.GetProperty("TestCasesToRun").GetInt32();
                break;
            case "test-starting":
                _names[Text(message, "TestUniqueID")] = Text(message, "TestDisplayName");
                Run(message, isRunning: true);
                break;
            case "test-finished":
                Run(message, isRunning: false);
                break;
            case "test-class-starting":
                _classes[Text(message, "TestClassUniqueID")] = (Text(message, "TestClassName"),
                    Stopwatch.GetTimestamp());
                break;
            case "test-class-finished"
                when _classes.TryGetValue(Text(message, "TestClassUniqueID"), out (string Name, long Start) type):
                clock.Took(type.Name, Stopwatch.GetElapsedTime(type.Start));
                break;
            case "test-case-finished":
                _done++;
                break;
        }

        // A failed test, or a failed clean-up at any level from test to assembly.
        if (message.TryGetProperty(Failure, out JsonElement messages) && messages.ValueKind == JsonValueKind.Array)
        {
            _failed++;
            PrintFailure(message);
        }

        clock.Show($"{name}: {_done} of {(_all > 0 ? _all : "?")}" + (_failed > 0 ? $", {_failed} failed" : ""));
    }

    /// <summary>Says what is waited for if nothing came for as long as <paramref name="silence"/>.</summary>
    public void Remind(TimeSpan silence)
    {
        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _heard)) >= silence)
        {
            clock.Show($"{name}: {_done} of {_all}, waiting for {Running}");
        }
    }

    private void Run(JsonElement message, bool isRunning)
    {
        string test = Text(message, "TestUniqueID");
        lock (_running)
        {
            if (isRunning)
            {
                _running[test] = _names[test];
            }
            else
            {
                _running.Remove(test);
                _ended++;
            }
        }
    }

    private void PrintFailure(JsonElement message)
    {
        using Lock.Scope one = s_failure.EnterScope();
        string what = _names.GetValueOrDefault(Text(message, "TestUniqueID")) ?? $"{name}: {Text(message, "$type")}";
        Print($"{what} [FAIL]");
        string[] messages = Texts(message, Failure), types = Texts(message, "ExceptionTypes"),
            traces = Texts(message, "StackTraces");
        for (int i = 0; i < messages.Length; i++)
        {
            Indent($"{types.ElementAtOrDefault(i)}: {messages[i]}");
            Indent(string.Join('\n',
                (traces.ElementAtOrDefault(i) ?? "").Split('\n').Where(line => !s_machinery.Any(line.Contains))));
        }

        Indent(Text(message, "Output"));
    }

    private void Indent(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Print("  " + line.TrimEnd('\r'));
        }
    }

    private void Print(string line)
    {
        clock.Clear();
        Console.WriteLine(line);
    }

    /// <summary>
    /// The reporter escapes quotes and line ends, and leaves other control characters as they are. A test of a terminal
    /// has them in its message when it fails.
    /// </summary>
    private static string WithoutControls(string line) => line.AsSpan().ContainsAnyInRange('\0', '\x1f')
        ? string.Concat(line.Select(letter => letter < ' ' ? $"\\u{(int)letter:x4}" : $"{letter}"))
        : line;

    private static string Text(JsonElement message, string property) =>
        message.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    private static string[] Texts(JsonElement message, string property) =>
        message.TryGetProperty(property, out JsonElement values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Select(value => value.GetString() ?? "")]
            : [];
}
