// What ./osmosis exec prints: the answers alone, with the prompts, or as JSON.
using System.Text.Json;
using System.Text.Json.Serialization;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal enum ExecFormat
{
    /// <summary>The answers, one after the other.</summary>
    Answers,

    /// <summary>As a person sees the session, prompts and commands included.</summary>
    Session,

    /// <summary>An array with an object for each command: command, status, output.</summary>
    Json,
}

/// <param name="Command">As it was typed.</param>
/// <param name="Status">0 done, 1 refused or failed, 127 unknown, 139 ended by a fault; null if no answer came.</param>
/// <param name="Output">The lines of the answer.</param>
/// <param name="Error">Why no answer came.</param>
internal sealed record ExecAnswer(
    string Command,
    int? Status,
    IReadOnlyList<string> Output,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary>Prints answers as they come; JSON at the end, so that it is whole whatever happens.</summary>
internal sealed class ExecAnswers(ExecFormat format) : IDisposable
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<ExecAnswer> _answers = [];

    /// <summary>Whether every command did what it was asked.</summary>
    public bool AreAllDone => _answers.All(answer => answer.Status == 0);

    public void Add(ExecAnswer answer)
    {
        _answers.Add(answer);
        if (format == ExecFormat.Session)
        {
            Console.WriteLine(KernelConsole.Prompt + answer.Command);
        }

        if (format != ExecFormat.Json)
        {
            Print(answer.Output);
        }
    }

    /// <summary>Prints lines that answer no command; JSON has no place for them.</summary>
    public void Print(IReadOnlyList<string> lines)
    {
        foreach (string line in format == ExecFormat.Json ? [] : lines)
        {
            Console.WriteLine(line);
        }
    }

    public void Dispose()
    {
        if (format == ExecFormat.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(_answers, _options));
        }
    }
}
