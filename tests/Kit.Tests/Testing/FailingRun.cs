using Osmosis.Testing.Host;

namespace Osmosis.Kit.Tests.Testing;

/// <summary>One run of all tests in tests/FailingTests.</summary>
public sealed class FailingRun : IAsyncLifetime
{
    private const string Folder = "tests/FailingTests";

    private readonly Dictionary<string, TestResult> _results = [];

    public static string Image => Path.Combine(Checkout.Root, "artifacts", "FailingTests.elf");

    public static string Assembly => Path.Combine(
        Checkout.Root, Folder, "bin", Configuration, "net10.0", "FailingTests.dll");

    public static string Source => Path.Combine(Checkout.Root, Folder, "EndingTests.cs");

    /// <summary>That of this assembly too.</summary>
    public static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    internal IReadOnlyCollection<TestResult> Results => _results.Values;

    internal TestResult this[string test] => _results[test];

    /// <summary>The line of the source that holds a text, from 1.</summary>
    public static int LineOf(string text) =>
        Array.FindIndex(File.ReadAllLines(Source), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    public async ValueTask InitializeAsync()
    {
        foreach (TestResult result in await RunAsync(TestList.Read(Image, Assembly), _ => true))
        {
            _results.Add(result.Test.Method, result);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static async Task<List<TestResult>> RunAsync(TestList list, Func<ListedTest, bool> filter)
    {
        List<TestResult> results = [];
        TestRun run = new(list, new Places(list), _ => Task.CompletedTask, result =>
        {
            results.Add(result);
            return Task.CompletedTask;
        });
        await run.RunAsync(list.Tests.Where(filter), TestContext.Current.CancellationToken);
        return results;
    }
}
