// How many tests passed, failed and were skipped.
using System.Xml.Linq;

namespace Osmosis.Cli.Testing;

internal readonly record struct TestCount(int Passed, int Failed, int Skipped)
{
    public static TestCount operator +(TestCount left, TestCount right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>Reads xunit's own report. Failures outside tests (a fixture's clean-up, say) count as failed.</summary>
    public static TestCount OfReport(string path)
    {
        TestCount sum = default;
        foreach (XElement assembly in XDocument.Load(path).Root!.Elements("assembly"))
        {
            int Number(string name) => (int?)assembly.Attribute(name) ?? 0;
            sum += new TestCount(Number("passed"), Number("failed") + Number("errors"), Number("skipped"));
        }

        return sum;
    }

    /// <summary>Reads a report in JUnit's format, as vitest writes it: errors count as failed.</summary>
    public static TestCount OfJUnit(string path)
    {
        TestCount sum = default;
        foreach (XElement suite in XDocument.Load(path).Root!.Elements("testsuite"))
        {
            int Number(string name) => (int?)suite.Attribute(name) ?? 0;
            int failed = Number("failures") + Number("errors");
            sum += new TestCount(Number("tests") - failed - Number("skipped"), failed, Number("skipped"));
        }

        return sum;
    }

    public override string ToString() =>
        $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}
