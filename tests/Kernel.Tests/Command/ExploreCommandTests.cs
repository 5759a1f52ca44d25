// The messages of ./osmosis explore for wrong arguments. The page itself is tested in explorer/tests.
namespace Osmosis.Kernel.Tests.Command;

public sealed class ExploreCommandTests
{
    [Theory]
    [InlineData("osmosis: --port: abc is no port", "--port", "abc")]
    [InlineData("osmosis: --port: 65536 is no port", "--port", "65536")]
    [InlineData("osmosis: --port: -1 is no port", "--port", "-1")]
    [InlineData("osmosis: Required argument missing for option: '--build'", "--build")]
    [InlineData("osmosis: --build writes the page and serves nothing", "--build", "site", "--no-open")]
    public async Task Bad_arguments_get_one_line(string expected, params string[] arguments)
    {
        OsmosisCommand explore = await OsmosisCommand.RunAsync(Checkout.Root, ["explore", .. arguments]);
        Assert.NotEqual(0, explore.Status);
        Assert.StartsWith(expected, Assert.Single(explore.Error), StringComparison.Ordinal);
        Assert.Empty(explore.Output);
    }
}
