namespace Osmosis.Lab.CopyOnWrite;

/// <summary>The rules that only lab 10 has.</summary>
internal static class SpacesRules
{
    public const string Sharing = "sharing";
    public const string Copies = "copies";
}
