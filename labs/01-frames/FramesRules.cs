namespace Osmosis.Lab.Frames;

/// <summary>The names of the rules that only lab 1 has.</summary>
internal static class FramesRules
{
    public const string Usable = "usable";
    public const string Once = "once";
    public const string All = "all";
    public const string Frees = "frees";
}
