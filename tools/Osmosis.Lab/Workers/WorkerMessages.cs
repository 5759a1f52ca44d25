using System.Text.Json;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Tracing;

namespace Osmosis.Lab.Workers;

/// <summary>What a worker is to do.</summary>
/// <param name="Lab">The lab's number.</param>
/// <param name="Depth">The length of the longest sequence; 0: the lab's own.</param>
/// <param name="TracedRule">The rule whose shortest sequence is to be shown step by step; empty for a check.</param>
/// <param name="Image">The compiled answer.</param>
/// <param name="Symbols">Its portable PDB.</param>
internal sealed record WorkerRequest(int Lab, int Depth, string TracedRule, byte[] Image, byte[] Symbols);

/// <summary>What it says.</summary>
/// <param name="Verdict">The result of a check; null when there is none.</param>
/// <param name="Printed">What the answer printed, cut off.</param>
/// <param name="Failure">Why there is no result.</param>
/// <param name="Trace">The sequence that was asked for; null when there is none.</param>
internal sealed record WorkerReply(Verdict? Verdict, string Printed, string Failure, Trace? Trace = null)
{
    public static JsonSerializerOptions Json { get; } = new();
}
