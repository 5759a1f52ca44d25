// How a project's tests are run.
using System.Globalization;

namespace Osmosis.Cli.Testing;

/// <param name="Filter">Only tests whose full name contains this text; null for all.</param>
/// <param name="Clock">Is told of each test.</param>
internal sealed record TestRun(string? Filter, RunClock Clock)
{
    /// <summary>Whether everything that the solution has is to be built, used by tests or not.</summary>
    public bool IsComplete { get; init; }

    /// <summary>How long each property is tried, however many iterations that makes; null for the iterations that its test says.</summary>
    public TimeSpan? PropertyTime { get; init; }

    /// <summary>Whether tests that only run when asked for (<c>Explicit = true</c>) run too.</summary>
    public bool WithExplicit { get; init; }

    /// <summary>Whether classes and tests that are marked as slow are left out.</summary>
    public bool IsQuick { get; init; }

    /// <summary>What the tests test; null where that is no image.</summary>
    public TestedTree? Tested { get; init; }

    /// <summary>xunit's options.</summary>
    public IEnumerable<string> Arguments =>
    [
        .. IsQuick ? (string[])["-trait-", "pace=slow"] : [],
        .. Filter is null ? (string[])[] : ["-method", $"*{Filter}*"],
        .. WithExplicit ? (string[])["-explicit", "on"] : [],
    ];

    /// <summary>CsCheck_Time stands above every test's own number of iterations.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(
    [
        .. PropertyTime is { } time ? [new("CsCheck_Time", ((int)Math.Max(1, time.TotalSeconds)).ToString(CultureInfo.InvariantCulture))] : Nothing,
        .. Tested is { } tested ? [new(Repository.TestedVariable, tested.Folder)] : Nothing,
    ]);

    private static KeyValuePair<string, string>[] Nothing => [];
}
