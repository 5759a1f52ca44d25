// What the working tree has beside its commit.
namespace Osmosis.Cli.Building;

internal static class WorkingTree
{
    /// <summary>
    /// Returns when the tree is its commit's, which others can build; <paramref name="except"/> may differ.
    /// </summary>
    /// <param name="repository">The checkout.</param>
    /// <param name="why">The beginning of the message, as in "--record records a commit".</param>
    /// <param name="except">Paths from the checkout.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailedException">Something else differs, or there is no commit.</exception>
    public static async Task RequireCommittedAsync(Repository repository, string why, string[] except,
        CancellationToken cancel)
    {
        ProcessOutput status = await ProcessOutput.OfAsync("git",
            ["--no-optional-locks", "status", "--porcelain", "--", ".", .. except.Select(path => $":(exclude){path}")],
            repository.Root, cancel);
        if (!status.Succeeded || status.Text.Length > 0)
        {
            string what = status.Text.Split('\n')[0].Trim();
            throw new FailedException($"{why}: commit the changes of the working tree first, such as '{what}'");
        }
    }
}
