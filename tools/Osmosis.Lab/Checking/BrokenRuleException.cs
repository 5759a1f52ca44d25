namespace Osmosis.Lab.Checking;

/// <summary>A rule was broken.</summary>
/// <param name="rule">The rule's name.</param>
/// <param name="what">What happened, as a sentence without its point.</param>
/// <param name="expected">What should be, as "who says it  what".</param>
/// <param name="said">What is, likewise.</param>
/// <param name="blame">Which of the answer's lines it comes from.</param>
/// <param name="why">What is missing or wrong there, as a sentence without its point.</param>
public sealed class BrokenRuleException(
    string rule, string what, Fact expected, Fact said, Blame blame, string why = "") : Exception(what)
{
    public string Rule => rule;

    public Fact Expected => expected;

    public Fact Said => said;

    public Blame Blame => blame;

    public string Why => why;
}

/// <summary>Who says what, such as "the TLB says" and "0x00400000 → 0x00200000 writable".</summary>
public readonly record struct Fact(string Who, string What)
{
    public static readonly Fact None = new("", "");

    public override string ToString() => Who.Length == 0 ? What : $"{Who} {What}";
}
