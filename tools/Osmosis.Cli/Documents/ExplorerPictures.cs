// The documents' pictures of the explorer: the built page in a browser without a screen.
using Osmosis.Cli.Exploring;

namespace Osmosis.Cli.Documents;

internal static class ExplorerPictures
{
    /// <exception cref="FailedException">The page did not build, or did not do what the picture should
    /// show.</exception>
    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        await ExplorerSite.EnsureAsync(repository, cancel);
        string[] arguments = ["run", "--silent", "pictures"];
        string folder = Path.GetDirectoryName(DocsPictures.PathOf(repository, DocsPictures.Explorer))!;
        ProcessOutput output = await Messages.WhileAsync("Taking the explorer's pictures", () =>
            ProcessOutput.OfAsync("npm", [.. arguments, "--", folder], repository.Explorer, cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException($"taking the explorer's pictures failed with status {output.Status}");
        }
    }
}
