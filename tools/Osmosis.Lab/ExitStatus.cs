namespace Osmosis.Lab;

/// <summary>What the command answers to a script.</summary>
internal static class ExitStatus
{
    /// <summary>Full marks, or done.</summary>
    public const int Ok = 0;

    /// <summary>A rule is broken, or the answer doesn't compile.</summary>
    public const int Failed = 1;

    /// <summary>The command was called wrongly.</summary>
    public const int Usage = 2;

    /// <summary>There is no verdict: nothing is known about the answer.</summary>
    public const int NoVerdict = 3;
}
