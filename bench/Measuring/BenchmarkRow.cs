// A figure, with its target and the peers' figures.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Osmosis.Measuring;

/// <summary>The direction of progress.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
public enum Better
{
    [JsonStringEnumMemberName("lower")]
    Lower,

    [JsonStringEnumMemberName("higher")]
    Higher,
}

/// <summary>
/// A row of artifacts/bench.json and bench/record.json; also of bench/targets.json, without a measured figure.
/// </summary>
public sealed record BenchmarkRow
{
    public const string Instructions = "instructions";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public required string Name { get; init; }

    /// <summary>A description in a few words.</summary>
    public string? What { get; init; }

    /// <summary>The figure; the mean where many operations were measured.</summary>
    public double? Mean { get; init; }

    /// <summary>The figure of the worst operation.</summary>
    public double? Worst { get; init; }

    public double? Target { get; init; }

    public double? TargetWorst { get; init; }

    public string Unit { get; init; } = Instructions;

    public Better Better { get; init; }

    /// <summary>The hash over the work that was done, in hexadecimal.</summary>
    public string? Hash { get; init; }

    /// <summary>The peers' means, by name.</summary>
    public IReadOnlyDictionary<string, double>? Peers { get; init; }

    /// <summary>The costs of the peers' worst operations, by name.</summary>
    public IReadOnlyDictionary<string, double>? PeersWorst { get; init; }

    [JsonIgnore]
    public bool MissesMean => Target is double target && Mean is double mean && IsWorse(mean, target);

    [JsonIgnore]
    public bool MissesWorst => TargetWorst is double target && Worst is double worst && IsWorse(worst, target);

    /// <summary>Whether a figure of this row is worse than another by more than a fraction of the other.</summary>
    public bool IsWorse(double figure, double than, double tolerance = 0) =>
        Better == Better.Lower ? figure > than * (1 + tolerance) : figure < than * (1 - tolerance);

    /// <exception cref="InvalidDataException">The file is not a list of rows, or names one twice.</exception>
    public static IReadOnlyList<BenchmarkRow> ReadAll(string path)
    {
        try
        {
            BenchmarkRow?[]? read = JsonSerializer.Deserialize<BenchmarkRow?[]>(File.ReadAllBytes(path), Format);
            BenchmarkRow[] rows = [.. read?.OfType<BenchmarkRow>() ?? []];
            if (read is null || rows.Length < read.Length || rows.Any(row => row.Name is null))
            {
                throw new InvalidDataException($"{path} can't be read as a list of benchmark rows: null is none");
            }

            string? twice = rows.GroupBy(row => row.Name).FirstOrDefault(same => same.Count() > 1)?.Key;
            return twice is null ? rows : throw new InvalidDataException($"{path} has two rows called {twice}");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"{path} can't be read as a list of benchmark rows: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    public static void WriteAll(string path, IEnumerable<BenchmarkRow> rows) =>
        File.WriteAllText(path, JsonSerializer.Serialize(rows, Format) + "\n");
}
