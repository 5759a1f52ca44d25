// The form that Microsoft.Testing.Platform gives to what reports tests. In-kernel tests and the labs share this file.
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;

namespace Osmosis.Testing.Platform;

/// <param name="uid">Its name for the platform.</param>
/// <param name="displayName">Its name for people.</param>
/// <param name="description">What it does.</param>
internal abstract class ReportingFramework(string uid, string displayName, string description)
    : ITestFramework, IDataProducer
{
    public string Uid => uid;

    public string Version => "1";

    public string DisplayName => displayName;

    public string Description => description;

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        await ReportAsync((TestExecutionRequest)context.Request,
            node => context.MessageBus.PublishAsync(
                this, new TestNodeUpdateMessage(context.Request.Session.SessionUid, node)),
            context.CancellationToken);
        context.Complete();
    }

    /// <summary>Reports the tests that are asked for.</summary>
    /// <param name="request">Whether they are only listed, and which of them.</param>
    /// <param name="publish">Reports a test, or its new state.</param>
    /// <param name="cancel">Ends it early.</param>
    protected abstract Task ReportAsync(
        TestExecutionRequest request, Func<TestNode, Task> publish, CancellationToken cancel);
}
