// Tests and their results in the terms of Microsoft.Testing.Platform.
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Requests;

namespace Osmosis.Testing.Host;

internal sealed class TestNodes(TestList list)
{
    private readonly string _assembly = Path.GetFileNameWithoutExtension(list.Assembly);

    /// <summary>A test before its end.</summary>
    public TestNode Of(ListedTest test, TestNodeStateProperty state)
    {
        LinePosition place = new(test.Line - 1, 0);
        return new TestNode
        {
            Uid = test.Name,
            DisplayName = test.Name,
            Properties = new PropertyBag(
                state,
                new TestFileLocationProperty(test.File, new LinePositionSpan(place, place)),
                new TestMethodIdentifierProperty(
                    _assembly, test.Namespace, test.Type, test.Method, 0, [], "System.Void")),
        };
    }

    /// <summary>A test that has ended.</summary>
    public TestNode Of(TestResult result)
    {
        TestFailure failure = new(result);
        TestNode node = Of(result.Test, result.Outcome switch
        {
            Outcome.Passed => PassedTestNodeStateProperty.CachedInstance,
            Outcome.Skipped => new SkippedTestNodeStateProperty(result.Message),
            _ => new FailedTestNodeStateProperty(failure, ""),
        });
        node.Properties.Add(new TimingProperty(
            new TimingInfo(result.Start, result.Start + result.Duration, result.Duration)));
        if (result.Output.Length > 0)
        {
            node.Properties.Add(new StandardOutputProperty(result.Output));
        }

        return node;
    }

    /// <summary>Whether an editor, <c>--filter-uid</c> or <c>--treenode-filter</c> asks for a test.</summary>
    public bool IsChosen(ListedTest test, ITestExecutionFilter filter) => filter switch
    {
        TestNodeUidListFilter list => list.TestNodeUids.Any(uid => uid.Value == test.Name),
        TreeNodeFilter tree => tree.MatchesFilter(
            $"/{_assembly}/{test.Namespace}/{test.Type}/{test.Method}", new PropertyBag()),
        _ => true,
    };

    /// <summary>The place of a failure, for who prints traces of exceptions.</summary>
    private sealed class TestFailure(TestResult result) : Exception(result.Message)
    {
        public override string? StackTrace => result.File is null
            ? null : $"   at {result.Test.Name} in {result.File}:line {result.Line}";
    }
}
