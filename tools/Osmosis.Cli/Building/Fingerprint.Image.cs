// What the kernel's image is made from, as one number.
using System.Security.Cryptography;
using System.Text;

namespace Osmosis.Cli.Building;

internal static partial class Fingerprint
{
    // A folder, or a pattern of files, in each line; commit.sh beside it reads it too.
    private static readonly string SourceList = Path.Combine("build", "sources.txt");

    /// <summary>
    /// Covers contents and names of the sources, the commit that <c>info</c> names, the installed SDKs and the
    /// configuration. It uses contents, not times, so that neither a checkout nor a restored file deceives it.
    /// </summary>
    public static async Task<string> OfSourcesAsync(Repository repository, string configuration,
        CancellationToken cancel)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));

        Add(configuration);
        Add(await CommitAsync(repository, cancel));
        Add(OfPaths(repository.Root, File.ReadLines(Path.Combine(repository.Root, SourceList))));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> CommitAsync(Repository repository, CancellationToken cancel) =>
        (await ProcessOutput.OfAsync("sh", [Path.Combine(repository.Root, "build", "commit.sh"), repository.Root],
            cancel: cancel)).Text;
}
