namespace Osmosis.Lab.PagingOn;

/// <summary>The names of the rules that only lab 7 has.</summary>
internal static class PagingOnRules
{
    public const string Cr3 = "cr3";
    public const string Alive = "alive";
    public const string Window = "window";
    public const string Programs = "programs";
    public const string OutOfFrames = "out-of-frames";
}
