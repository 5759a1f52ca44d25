// The rules of the labs are requirements of the specification.
using System.Text.RegularExpressions;
using Osmosis.Cli;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Tests;

public sealed partial class RuleTests
{
    [Fact]
    public void Every_rule_names_requirements_that_there_are()
    {
        string specification = File.ReadAllText(
            Path.Combine(Home.Root, "docs", "specification", "REQUIREMENTS.md"));
        Rule[] rules = [.. LabCatalogue.All.SelectMany(lab => lab.Rules)];
        Assert.True(rules.Length > 80);
        Assert.All(rules, rule =>
        {
            string[] named = [.. Requirement().Matches(rule.Requirement).Select(found => found.Value)];
            Assert.True(named.Length > 0, $"rule {rule.Name} names none");
            Assert.All(named, name => Assert.Contains($"- **{name}** ", specification, StringComparison.Ordinal));
        });
    }

    [GeneratedRegex("\\b[A-Z][0-9]+\\b")]
    private static partial Regex Requirement();
}
