// Paths, relative to the repository, of the documents' pictures, all made by ./osmosis docs.
namespace Osmosis.Cli.Documents;

internal static class DocsPictures
{
    public const string Screen = "docs/images/screen.png";
    public const string Explorer = "docs/images/explorer.png";
    public const string Steps = "docs/images/alloc-test.gif";
    public const string ExplorerTranslate = "docs/images/explorer-translate.png";
    public const string ExplorerFrames = "docs/images/explorer-frames.png";
    public const string ExplorerHeap = "docs/images/explorer-heap.png";
    public const string ExplorerEvents = "docs/images/explorer-events.png";
    public const string ExplorerFault = "docs/images/explorer-fault.png";
    public const string Frames = "docs/images/frames.svg";
    public const string Space = "docs/images/space.svg";
    public const string HeapBefore = "docs/images/heap-before.svg";
    public const string HeapAfter = "docs/images/heap-after.svg";
    public const string Layout = "docs/images/layout.svg";
    public const string Walk = "docs/images/walk.svg";

    public static readonly IReadOnlyList<string> All =
    [
        Screen, Explorer, Steps, ExplorerTranslate, ExplorerFrames, ExplorerHeap, ExplorerEvents, ExplorerFault, Frames,
        Space, HeapBefore, HeapAfter, Layout,
        Walk,
    ];

    /// <summary>The path of a picture; makes its folder.</summary>
    public static string PathOf(Repository repository, string picture)
    {
        string path = Path.Combine(repository.Root, picture);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public static Task WriteAsync(Repository repository, string picture, string svg, CancellationToken cancel) =>
        File.WriteAllTextAsync(PathOf(repository, picture), svg, cancel);

    /// <exception cref="FailedException">A picture hasn't been made since then.</exception>
    public static void CheckMadeSince(Repository repository, DateTime start)
    {
        foreach (string picture in All)
        {
            if (File.GetLastWriteTimeUtc(Path.Combine(repository.Root, picture)) < start)
            {
                throw new FailedException($"{picture} is listed, and was not made");
            }
        }
    }
}
