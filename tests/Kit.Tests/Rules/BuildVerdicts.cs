// What the build says of many cases, in few builds: each names the methods that it refuses, and the rest is tried
// again.
using System.Text.RegularExpressions;

namespace Osmosis.Kit.Tests.Rules;

internal static partial class BuildVerdicts
{
    /// <summary>The code with which the build refuses each case, or "-".</summary>
    public static Dictionary<RuleCase, string> Of(IEnumerable<RuleCase> cases)
    {
        Dictionary<RuleCase, string> verdicts = [];
        foreach (RuleCase alone in cases.Where(one => one.IsAlone))
        {
            string refusal = Refusal([alone]);
            verdicts[alone] = refusal.Length == 0 ? RuleCase.None : refusal[..7];
        }

        RuleCase[] left = [.. cases.Where(one => !one.IsAlone)];
        for (string refusal = Refusal(left); refusal.Length > 0; refusal = Refusal(left))
        {
            HashSet<string> named = [.. Name().Matches(refusal).Select(match => match.Value)];
            RuleCase[] refused = [.. left.Where(one => named.Contains(one.Name))];
            Assert.True(refused.Length > 0, $"the build doesn't say which method it refuses: {refusal}");
            foreach (RuleCase one in refused)
            {
                verdicts[one] = refusal[..7];
            }

            left = [.. left.Except(refused)];
        }

        foreach (RuleCase one in left)
        {
            verdicts[one] = RuleCase.None;
        }

        return verdicts;
    }

    private static string Refusal(IEnumerable<RuleCase> cases) =>
        NativeBuild.Refusal(MetalCode.Compile(RuleCase.Source(cases)));

    [GeneratedRegex(@"\bC\d{3}")]
    private static partial Regex Name();
}
