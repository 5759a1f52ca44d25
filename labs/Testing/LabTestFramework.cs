using System.Text.Json;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;

namespace Osmosis.Labs.Testing;

/// <summary>Asks './osmosis lab check' for the verdict, and hands it on as tests.</summary>
internal sealed class LabTestFramework : ITestFramework, IDataProducer
{
    public string Uid => "osmosis.lab";

    public string Version => "1";

    public string DisplayName => "OS/mosis lab";

    public string Description => "The rules of a lab";

    public Type[] DataTypesProduced => [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        using JsonDocument verdict = await LabCheck.RunAsync(context.CancellationToken);
        string[] errors =
            [.. verdict.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetString()!)];
        foreach (JsonElement rule in verdict.RootElement.GetProperty("rules").EnumerateArray())
        {
            PropertyBag properties = new(StateOf(context.Request, rule, errors));
            if (PlaceOf(rule) is { } place)
            {
                properties.Add(place);
            }

            TestNode node = new()
            {
                Uid = rule.GetProperty("rule").GetString()!,
                DisplayName = rule.GetProperty("title").GetString()!,
                Properties = properties,
            };
            await context.MessageBus.PublishAsync(
                this, new TestNodeUpdateMessage(context.Request.Session.SessionUid, node));
        }

        context.Complete();
    }

    private static TestNodeStateProperty StateOf(IRequest request, JsonElement rule, string[] errors) =>
        request is DiscoverTestExecutionRequest ? DiscoveredTestNodeStateProperty.CachedInstance
        : errors.Length > 0 ? new ErrorTestNodeStateProperty(string.Join('\n', errors))
        : rule.GetProperty("passed").GetBoolean() ? PassedTestNodeStateProperty.CachedInstance
        : new FailedTestNodeStateProperty(LabCheck.Explain(rule));

    private static TestFileLocationProperty? PlaceOf(JsonElement rule)
    {
        if (rule.GetProperty("line").GetString()!.Split(':') is not [string file, string text]
            || !int.TryParse(text, out int line))
        {
            return null;
        }

        LinePosition position = new(line - 1, 0);
        return new TestFileLocationProperty(
            Path.Combine(LabCheck.Folder, file), new LinePositionSpan(position, position));
    }
}
