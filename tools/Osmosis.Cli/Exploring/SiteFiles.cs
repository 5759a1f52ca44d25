// The files of a site, as a server names them.
namespace Osmosis.Cli.Exploring;

internal sealed class SiteFiles(string folder)
{
    private const string Page = "/index.html";

    private static readonly Dictionary<string, string> s_types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    };

    // Nothing but these is served: no path can lead out of the folder.
    private readonly Dictionary<string, string> _files = Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => $"/{Path.GetRelativePath(folder, file)}");

    /// <summary>The file of a path that begins with a stroke; null if there is none.</summary>
    public string? Find(string path) => _files.GetValueOrDefault(path == "/" ? Page : path);

    /// <summary>Its type, as HTTP names it.</summary>
    public static string TypeOf(string file) =>
        s_types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
}
