// How a project's tests are run.
using System.Globalization;

namespace Osmosis.Cli.Testing;

/// <param name="Filter">Only tests whose full name contains this text; null for all.</param>
internal sealed record TestRun(string? Filter)
{
    /// <summary>How long each property is tried, however many iterations that makes; null for the iterations that its test says.</summary>
    public TimeSpan? PropertyTime { get; init; }

    /// <summary>Whether tests that only run when asked for (<c>Explicit = true</c>) run too.</summary>
    public bool WithExplicit { get; init; }

    /// <summary>xunit's options.</summary>
    public IEnumerable<string> Arguments =>
    [
        .. Filter is null ? (string[])[] : ["-method", $"*{Filter}*"],
        .. WithExplicit ? (string[])["-explicit", "on"] : [],
    ];

    /// <summary>CsCheck_Time stands above every test's own number of iterations.</summary>
    public IReadOnlyDictionary<string, string> Environment => PropertyTime is not { } time
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["CsCheck_Time"] = ((int)Math.Max(1, time.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        };
}
