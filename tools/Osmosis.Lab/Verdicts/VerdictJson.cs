// The verdict as programs read it.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Verdicts;

internal static class VerdictJson
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="verdict">What was found.</param>
    /// <param name="lines">The lines of the student's file, which a rule's text shows.</param>
    public static string Write(Verdict verdict, string[] lines)
    {
        JsonNode written = JsonSerializer.SerializeToNode(verdict, _options)!;
        for (int rule = 0; rule < verdict.Rules.Count; rule++)
        {
            written["rules"]![rule]!["text"] = VerdictText.WhyNot(verdict.Rules[rule], lines);
        }

        return written.ToJsonString(_options);
    }

    public static Verdict? Read(string text) => JsonSerializer.Deserialize<Verdict>(text, _options);
}
