// The host's benchmarks do the same work on every installed allocator. Only ./osmosis bench --host measures them.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Benchmarks;

public sealed class HostBenchmarkTests
{
    [Fact]
    public async Task Every_allocator_does_the_defined_work()
    {
        string program = Path.Combine(Checkout.Root, "bench", "Host", "bin", "Release", "net10.0",
            "Osmosis.HostBenchmarks.dll");
        using Process check = Process.Start(new ProcessStartInfo("dotnet",
            [program, "check"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = check.StandardError.ReadToEndAsync();
        string output = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0, output + await error);
        Assert.Contains("c2long on Osmosis checked: 9da47add", output, StringComparison.Ordinal);
        Assert.Contains("c2long on malloc: 9da47add", output, StringComparison.Ordinal);
    }
}
