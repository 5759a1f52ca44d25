namespace Osmosis.Lab.Checking;

/// <summary>The rules that the machine itself watches, and that several labs share.</summary>
public static class RuleNames
{
    public const string Ends = "ends";
    public const string Answers = "answers";
    public const string Tables = "tables";
    public const string Refusals = "refusals";
    public const string Reach = "reach";
    public const string Zeroed = "zeroed";
    public const string Tlb = "tlb";
    public const string Owners = "owners";
    public const string Progress = "progress";
    public const string Contents = "contents";
}
