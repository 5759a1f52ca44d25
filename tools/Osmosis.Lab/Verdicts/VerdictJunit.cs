// The verdict in JUnit's form, which build servers and class rooms read: a test case a rule.
using System.Globalization;
using System.Xml.Linq;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Verdicts;

internal static class VerdictJunit
{
    public static string Write(Verdict verdict, string[] lines)
    {
        XElement suite = new("testsuite",
            new XAttribute("name", $"lab {verdict.Lab}"),
            new XAttribute("tests", verdict.Rules.Count),
            new XAttribute("failures", verdict.Points is null ? 0 : verdict.Rules.Count(rule => !rule.Passed)),
            new XAttribute("errors", verdict.Points is null ? verdict.Rules.Count : 0),
            new XAttribute("time", verdict.Seconds.ToString("f3", CultureInfo.InvariantCulture)),
            verdict.Rules.Select(rule => Case(verdict, rule, lines)));
        return new XDocument(new XElement("testsuites", suite)).ToString() + "\n";
    }

    private static XElement Case(Verdict verdict, RuleVerdict rule, string[] lines)
    {
        XElement test = new("testcase",
            new XAttribute("classname", $"lab{verdict.Lab}"),
            new XAttribute("name", $"{rule.Rule}: {rule.Title}"));
        if (rule.Line.Split(':') is [string file, string line])
        {
            test.Add(new XAttribute("file", file), new XAttribute("line", line));
        }

        if (verdict.Errors.Count > 0)
        {
            test.Add(new XElement(verdict.Points is null ? "error" : "failure",
                new XAttribute("message", verdict.Errors[0]), string.Join('\n', verdict.Errors)));
        }
        else if (!rule.Passed)
        {
            test.Add(new XElement("failure", new XAttribute("message", rule.What.Length > 0 ? rule.What : rule.Why),
                VerdictText.WhyNot(rule, lines)));
        }

        return test;
    }
}
