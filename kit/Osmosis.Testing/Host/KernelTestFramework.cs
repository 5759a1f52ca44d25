using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;

namespace Osmosis.Testing.Host;

/// <summary>In-kernel tests, for Microsoft.Testing.Platform.</summary>
/// <param name="list">The tests.</param>
/// <param name="places">Where addresses of their image lie.</param>
/// <param name="filter">Which of them <c>--filter</c> lets pass.</param>
internal sealed class KernelTestFramework(TestList list, Places places, Func<ListedTest, bool> filter)
    : ITestFramework, IDataProducer
{
    private readonly TestNodes _nodes = new(list);

    public string Uid => "osmosis.testing";

    public string Version => "1";

    public string DisplayName => "OS/mosis in-kernel tests";

    public string Description => "Boots a kernel and runs tests in it";

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        Task Publish(TestNode node) => context.MessageBus.PublishAsync(
            this, new TestNodeUpdateMessage(context.Request.Session.SessionUid, node));

        TestExecutionRequest request = (TestExecutionRequest)context.Request;
        IEnumerable<ListedTest> chosen =
            list.Tests.Where(test => filter(test) && _nodes.IsChosen(test, request.Filter));
        if (request is DiscoverTestExecutionRequest)
        {
            foreach (ListedTest test in chosen)
            {
                await Publish(_nodes.Of(test, DiscoveredTestNodeStateProperty.CachedInstance));
            }
        }
        else
        {
            TestRun run = new(list, places,
                test => Publish(_nodes.Of(test, InProgressTestNodeStateProperty.CachedInstance)),
                result => Publish(_nodes.Of(result)));
            await run.RunAsync(chosen, context.CancellationToken);
        }

        context.Complete();
    }
}
