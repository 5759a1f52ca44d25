// A failing sequence as one file for a browser: everything is in it, and it asks for nothing.
using System.Net;
using System.Reflection;
using System.Text.Json;

namespace Osmosis.Lab.Tracing;

internal static class TracePage
{
    // The default encoder writes '<' as an escape: no text of the answer's ends the element that the data is in.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static string Of(ShownRule shown)
    {
        string title = $"Lab {shown.Lab}, {shown.Title}: rule {shown.Rule.Rule}";

        // The data comes last, so that nothing in it is taken for a place to fill.
        return Resource("show.html")
            .Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{{styles}}", Resource("colours.css") + Resource("show.css"), StringComparison.Ordinal)
            .Replace("{{script}}", Resource("show.js"), StringComparison.Ordinal)
            .Replace("{{data}}", JsonSerializer.Serialize(shown, _json), StringComparison.Ordinal);
    }

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program has no part {name}");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
