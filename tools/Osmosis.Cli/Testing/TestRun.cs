// How a project's tests are run.
using System.Globalization;
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Testing;

/// <param name="Filter">Only tests whose full name contains this text; null for all.</param>
/// <param name="Clock">Receives each test.</param>
internal sealed record TestRun(string? Filter, RunClock Clock)
{
    /// <summary>Whether to build the whole solution, used by tests or not.</summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// The time for each property, whatever the number of iterations; null for the number that its test sets.
    /// </summary>
    public TimeSpan? PropertyTime { get; init; }

    /// <summary>Whether tests that only run when asked for (<c>Explicit = true</c>) run too.</summary>
    public bool WithExplicit { get; init; }

    /// <summary>Whether classes and tests that are marked as slow are left out.</summary>
    public bool IsQuick { get; init; }

    /// <summary>
    /// The time without a test's end after which the run hangs: twice what a test waits for what must come (TimeLimit
    /// in Kernel.Tests). Tests that search for as long as they are told to have no limit.
    /// </summary>
    public TimeSpan LongestSilence =>
        WithExplicit || PropertyTime is not null ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(10);

    /// <summary>What the tests need beside what is built, and what is got while that is built.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>The tree under test; null if no image is tested.</summary>
    public TestedTree? Tested { get; init; }

    /// <summary>xunit's options.</summary>
    public IEnumerable<string> Arguments =>
    [
        .. IsQuick ? (string[])["-trait-", "pace=slow"] : [],
        .. Filter is null ? (string[])[] : ["-method", $"*{Filter}*"],
        .. WithExplicit ? (string[])["-explicit", "on"] : [],
    ];

    /// <summary>
    /// CsCheck_Time overrides every test's own number of iterations. The builds of tests share a compiler.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(
    [
        .. PropertyTime is { } time
            ? [new("CsCheck_Time", ((int)Math.Max(1, time.TotalSeconds)).ToString(CultureInfo.InvariantCulture))]
            : Nothing,
        .. Tested is { } tested ? [new(Repository.TestedVariable, tested.Folder)] : Nothing,
        .. CompilerServer.Variables(),
    ]);

    private static KeyValuePair<string, string>[] Nothing => [];
}
