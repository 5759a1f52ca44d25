// `dotnet build`, quiet when all goes well.
namespace Osmosis.Cli.Building;

internal static class DotnetBuild
{
    /// <exception cref="FailedException">It did not build; the compiler's words were shown.</exception>
    public static async Task RunAsync(string what, string project, string configuration, CancellationToken cancel)
    {
        string[] arguments = ["build", project, "-c", configuration, "--nologo", "-v", "quiet", "-clp:NoSummary", "-tl:off"];
        ProcessOutput output = await Messages.WhileAsync($"Building {what}", () => ProcessOutput.OfAsync("dotnet", arguments, cancel: cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.Trim());
            throw new FailedException($"building {what} failed");
        }
    }
}
