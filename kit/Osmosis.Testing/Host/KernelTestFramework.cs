using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Requests;
using Osmosis.Testing.Platform;

namespace Osmosis.Testing.Host;

/// <summary>In-kernel tests, for Microsoft.Testing.Platform.</summary>
/// <param name="list">The tests.</param>
/// <param name="places">Where addresses of their image lie.</param>
/// <param name="filter">Which of them <c>--filter</c> lets pass.</param>
internal sealed class KernelTestFramework(TestList list, Places places, Func<ListedTest, bool> filter)
    : ReportingFramework("osmosis.testing", "OS/mosis in-kernel tests", "Boots a kernel and runs tests in it")
{
    private readonly TestNodes _nodes = new(list);

    protected override async Task ReportAsync(
        TestExecutionRequest request, Func<TestNode, Task> publish, CancellationToken cancel)
    {
        IEnumerable<ListedTest> chosen =
            list.Tests.Where(test => filter(test) && _nodes.IsChosen(test, request.Filter));
        if (request is DiscoverTestExecutionRequest)
        {
            foreach (ListedTest test in chosen)
            {
                await publish(_nodes.Of(test, DiscoveredTestNodeStateProperty.CachedInstance));
            }
        }
        else
        {
            TestRun run = new(list, places,
                test => publish(_nodes.Of(test, InProgressTestNodeStateProperty.CachedInstance)),
                result => publish(_nodes.Of(result)));
            await run.RunAsync(chosen, cancel);
        }
    }
}
