// Each rule of a lab as a test, with the student's line as its place.
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;

namespace Osmosis.Labs.Testing;

public static class LabTests
{
    /// <summary>Runs as a test application does.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args);
        builder.RegisterTestFramework(_ => new TestFrameworkCapabilities(), (_, _) => new LabTestFramework());
        using ITestApplication application = await builder.BuildAsync();
        return await application.RunAsync();
    }
}
