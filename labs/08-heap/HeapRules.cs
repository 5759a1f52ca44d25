namespace Osmosis.Lab.Heaps;

/// <summary>The rules that only the heap has.</summary>
internal static class HeapRules
{
    public const string Blocks = "blocks";
    public const string Fit = "fit";
    public const string Growth = "growth";
}
