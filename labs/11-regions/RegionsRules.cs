namespace Osmosis.Lab.Regions;

/// <summary>The rules that only lab 11 has.</summary>
internal static class RegionsRules
{
    public const string Ranges = "ranges";
    public const string Rights = "rights";
    public const string Offsets = "offsets";
    public const string Merged = "merged";
}
