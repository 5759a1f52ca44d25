using System.Text.Json;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Requests;
using Osmosis.Testing.Platform;

namespace Osmosis.Labs.Testing;

/// <summary>Asks './osmosis lab check' for the verdict, and hands it on as tests.</summary>
internal sealed class LabTestFramework() : ReportingFramework("osmosis.lab", "OS/mosis lab", "The rules of a lab")
{
    protected override async Task ReportAsync(
        TestExecutionRequest request, Func<TestNode, Task> publish, CancellationToken cancel)
    {
        using JsonDocument verdict = await LabCheck.RunAsync(cancel);
        string[] errors =
            [.. verdict.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetString()!)];
        foreach (JsonElement rule in verdict.RootElement.GetProperty("rules").EnumerateArray())
        {
            PropertyBag properties = new(StateOf(request, rule, errors));
            if (PlaceOf(rule) is { } place)
            {
                properties.Add(place);
            }

            await publish(new TestNode
            {
                Uid = rule.GetProperty("rule").GetString()!,
                DisplayName = rule.GetProperty("title").GetString()!,
                Properties = properties,
            });
        }
    }

    private static TestNodeStateProperty StateOf(TestExecutionRequest request, JsonElement rule, string[] errors) =>
        request is DiscoverTestExecutionRequest ? DiscoveredTestNodeStateProperty.CachedInstance
        : errors.Length > 0 ? new ErrorTestNodeStateProperty(string.Join('\n', errors))
        : rule.GetProperty("passed").GetBoolean() ? PassedTestNodeStateProperty.CachedInstance
        : new FailedTestNodeStateProperty(rule.GetProperty("text").GetString()!);

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
