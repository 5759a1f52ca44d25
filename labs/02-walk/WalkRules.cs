namespace Osmosis.Lab.Walk;

/// <summary>The names of the rules that only lab 2 has.</summary>
internal static class WalkRules
{
    public const string Walk = "walk";
    public const string Resolve = "resolve";
    public const string Rights = "rights";
}
