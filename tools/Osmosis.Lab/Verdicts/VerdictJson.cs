// The verdict as programs read it.
using System.Text.Encodings.Web;
using System.Text.Json;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Verdicts;

internal static class VerdictJson
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Verdict verdict) => JsonSerializer.Serialize(verdict, _options);

    public static Verdict? Read(string text) => JsonSerializer.Deserialize<Verdict>(text, _options);
}
