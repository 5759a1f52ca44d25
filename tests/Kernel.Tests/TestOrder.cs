// Tests of a class that share a machine run in the order of their names, wherever the checkout is. (xUnit's own order
// depends on the path of the assembly.) OSMOSIS_TEST_ORDER=<word> shuffles them by that word: a test that then fails
// depends on the tests before it.
using System.Security.Cryptography;
using System.Text;
using Osmosis.Kernel.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCaseOrderer(typeof(TestOrder))]

namespace Osmosis.Kernel.Tests;

public sealed class TestOrder : ITestCaseOrderer
{
    private static readonly string? _shuffle = Environment.GetEnvironmentVariable("OSMOSIS_TEST_ORDER");

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
            [.. testCases.OrderBy(test => Key(test.TestCaseDisplayName), StringComparer.Ordinal)];

    private static string Key(string name) =>
        _shuffle is null ? name : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_shuffle + name)));
}
