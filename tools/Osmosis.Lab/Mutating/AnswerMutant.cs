namespace Osmosis.Lab.Mutating;

/// <summary>An answer with one small change.</summary>
/// <param name="Line">The line of the change, from 1.</param>
/// <param name="Was">What stood there.</param>
/// <param name="Becomes">What stands there now; empty if it is left out.</param>
/// <param name="Text">The whole file.</param>
internal sealed record AnswerMutant(int Line, string Was, string Becomes, string Text)
{
    public override string ToString() =>
        $"line {Line}: {Was} {(Becomes.Length == 0 ? "left out" : $"→ {Becomes}")}";
}
