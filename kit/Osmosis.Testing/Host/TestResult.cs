namespace Osmosis.Testing.Host;

internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <param name="Test">The test.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why it failed or was skipped.</param>
/// <param name="File">The path of the source file with the check or instruction that failed, or null.</param>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Output">What the kernel sent through the first serial port meanwhile.</param>
/// <param name="Start">When the host learned that it started.</param>
/// <param name="Duration">From then until the host learned that it ended.</param>
internal sealed record TestResult(ListedTest Test, Outcome Outcome, string Message, string? File, int Line,
    string Output, DateTimeOffset Start, TimeSpan Duration);
