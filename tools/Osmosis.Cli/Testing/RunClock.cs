// The time of a test run: estimated from the last such run, shown during the run, recorded for the next.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Osmosis.Cli.Testing;

/// <param name="repository">Keeps the times of complete runs in its artifacts.</param>
/// <param name="kind">The kind of run, such as <c>all, quick</c>; null for a run like no other, for which nothing is
/// known or recorded.</param>
internal sealed class RunClock(Repository repository, string? kind)
{
    private const int SlowestShown = 10;

    // A terminal's line is replaced; elsewhere a line comes every half minute.
    private static readonly TimeSpan s_lineEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_terminalEvery = TimeSpan.FromMilliseconds(200);

    // Measured in a fresh clone, where everything has to be built first: docs/TESTING.md. Nothing is promised of
    // others.
    private static readonly Dictionary<string, TimeSpan> s_documented = new()
    {
        ["all"] = TimeSpan.FromMinutes(8),
        ["all, quick"] = TimeSpan.FromSeconds(110),
    };

    private readonly List<(string Name, TimeSpan Time)> _parts = [];
    // Several projects and the explorer report at the same time.
    private readonly Lock _line = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly string _file = Path.Combine(repository.Artifacts, "test-times.json");
    private TimeSpan _shown;
    private bool _isLineShown;
    private TimeSpan? _expected;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public void Announce()
    {
        if (kind is null)
        {
            return;
        }

        if (Times().TryGetValue(kind, out double seconds))
        {
            _expected = TimeSpan.FromSeconds(seconds);
            Messages.Say($"This takes about {Spoken(_expected.Value)}, as the last such run here.");
        }
        else if (s_documented.TryGetValue(kind, out TimeSpan documented))
        {
            _expected = documented;
            Messages.Say($"This takes about {Spoken(documented)} on two processors that do nothing else.");
        }
    }

    /// <summary>Shows progress, not too often.</summary>
    public void Show(string done)
    {
        using Lock.Scope one = _line.EnterScope();
        TimeSpan now = Elapsed;
        if (now - _shown < (Console.IsErrorRedirected ? s_lineEvery : s_terminalEvery))
        {
            return;
        }

        _shown = now;
        string line = $"{done}, {Clock(now)}{(_expected is { } all ? $" of about {Clock(all)}" : "")}";
        if (Console.IsErrorRedirected)
        {
            Messages.Say(line);
        }
        else
        {
            Console.Error.Write($"\r{line}\e[K");
            _isLineShown = true;
        }
    }

    /// <summary>Makes room for something else on a terminal.</summary>
    public void Clear()
    {
        using Lock.Scope one = _line.EnterScope();
        if (_isLineShown)
        {
            Console.Error.Write("\r\e[K");
            _isLineShown = false;
        }
    }

    /// <summary>Records the time of a test class, with its set-up, or of a file of the explorer's tests.</summary>
    public void Took(string name, TimeSpan time)
    {
        lock (_parts)
        {
            _parts.Add((name, time));
        }
    }

    /// <summary>
    /// Prints the slowest parts and the total time, and records them for the next run if <paramref name="isKept"/>.
    /// </summary>
    public void End(bool isKept)
    {
        Clear();
        if (_parts.Count > 1)
        {
            Messages.Say("Slowest:");
            foreach ((string name, TimeSpan time) in _parts.OrderByDescending(part => part.Time).Take(SlowestShown))
            {
                Messages.Say(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,7:0.0} s  {name}"));
            }
        }

        Messages.Say($"It took {Spoken(Elapsed)}.");
        if (kind is not null && isKept)
        {
            Dictionary<string, double> times = Times();
            times[kind] = Math.Round(Elapsed.TotalSeconds, 1);
            File.WriteAllText(_file, JsonSerializer.Serialize(times) + "\n");
        }
    }

    private Dictionary<string, double> Times()
    {
        try
        {
            return File.Exists(_file)
                ? JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(_file)) ?? [] : [];
        }
        catch (JsonException)
        {
            // A damaged file costs only the estimate.
            return [];
        }
    }

    private static string Clock(TimeSpan time) => $"{(int)time.TotalMinutes}:{time.Seconds:00}";

    private static string Spoken(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? $"{Math.Ceiling(time.TotalSeconds):0} s"
        : $"{(int)time.TotalMinutes} min" + (time.Seconds > 0 ? $" {time.Seconds} s" : "");
}
