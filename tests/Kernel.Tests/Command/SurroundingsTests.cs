// Every kind of command in all surroundings: the right result or one line, never a stack trace.
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Osmosis.Kernel.Tests.Command;

/// <summary>
/// The command lies in a copy of the checkout's folders that it needs, whose path has odd letters.
/// </summary>
public sealed partial class SurroundingsTests : IDisposable
{
    private const int WrongUsage = 2;

    // .NET tells the terminal how to send keys.
    private const string KeypadMode = "\u001b[?1h\u001b=";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // The words of a command, and what it prints.
    private static readonly (string[] Words, string Says)[] s_commands =
    [
        (["--help"], "Usage:"),
        (["doctor"], "./osmosis run:"),
        (["lab"], "Copy-on-write"),
        (["exec", "help ticks"], "ticks"),
        (["frob"], "'frob'"),
    ];

    // One that writes into the checkout.
    private static readonly (string[] Words, string Says) s_writing = (["iso"], "osmosis.iso");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-surroundings-");
    private readonly string _odd;

    public SurroundingsTests()
    {
        _odd = Path.Combine(_folder.FullName, """it's "odd", $HOME & #1; ü~(%)""");
        string script = $"""
            set -e
            mkdir -p "$ODD/artifacts" "$ODD/build" "$LONG"
            cp "$ROOT/osmosis" "$ODD"
            cp "$ROOT/build/sources.txt" "$ODD/build"
            cp -r "$ROOT/artifacts/cli" "$ROOT/artifacts/lab" "$TESTED"/osmosis.* "$ODD/artifacts"
            chmod -R a+rX,go-w "$FOLDER"
            chmod 1777 "$LONG"
            """;
        (int status, _, string error) = RunAsync(script, [], s_patience).GetAwaiter().GetResult();
        Assert.True(status == 0, error);
    }

    public static TheoryData<string> Names => [.. Surroundings.All.Select(one => one.Name)];

    [Slow]
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Commands_give_the_right_result_or_one_line(string name)
    {
        Surroundings surroundings = Surroundings.All.Single(one => one.Name == name);
        Assert.SkipUnless(Environment.IsPrivilegedProcess || !surroundings.Script.Contains("setpriv"),
            "only root can be somebody else");
        foreach ((string[] words, string says) in surroundings.Writes ? s_commands.Append(s_writing) : s_commands)
        {
            (int status, string output, string error) =
                await RunAsync(surroundings.Script, [Path.Combine(_odd, "osmosis"), .. words], s_patience);
            string all = $"{words[0]}: status {status}\n{output}\n{error}";
            Assert.False(StackTrace().IsMatch(all), all);
            bool isRefused = surroundings.Refusal is not null
                && (surroundings.Refused.Length == 0 || surroundings.Refused.Split(' ').Contains(words[0]));
            if (isRefused)
            {
                Assert.True(status != 0 && output.Length == 0, all);
                AssertLine(surroundings.Refusal!, error, all);
            }
            else if (words[0] == "frob")
            {
                Assert.True(status == WrongUsage, all);
                string shown = output.Replace(KeypadMode, "", StringComparison.Ordinal);
                AssertLine(says, surroundings.IsTerminal ? shown : error, all,
                    mayBeSilent: name == "closed standard error");
            }
            else
            {
                // doctor says by its status whether anything is missing.
                Assert.True(status == 0 || words[0] == "doctor", all);
                Assert.Contains(says, output, StringComparison.Ordinal);
                Assert.True(surroundings.IsTerminal || error.Length == 0, all);
            }

            // A dumb terminal takes no commands, and without colours there are none.
            Assert.False(surroundings.Script.Contains("dumb") && output.Contains('\u001b'), all);
            Assert.False(surroundings.Script.Contains("NO_COLOR") && Colour().IsMatch(output), all);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void AssertLine(string says, string error, string all, bool mayBeSilent = false)
    {
        if (!mayBeSilent || error.Length > 0)
        {
            string line = Assert.Single(
                error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.True(line.StartsWith("osmosis: ", StringComparison.Ordinal), all);
            Assert.Contains(says, line, StringComparison.Ordinal);
        }
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(
        string script, string[] words, TimeSpan limit)
    {
        ProcessStartInfo start = new("bash", ["-c", script, "bash", .. words])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[
            ("ROOT", Checkout.Root), ("TESTED", Checkout.Tested), ("FOLDER", _folder.FullName), ("ODD", _odd),
            ("LONG", Path.Combine(_folder.FullName, new string('x', 100))), ("TESTED_NAME", Checkout.TestedVariable),
            (Checkout.TestedVariable, Path.Combine(_odd, "artifacts"))])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource stop = new(limit);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(stop.Token);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return (process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', words)}' didn't end within {limit}: {script}");
        }
    }

    [GeneratedRegex(@"^\s*at [A-Z]\w+\.|Unhandled exception", RegexOptions.Multiline)]
    private static partial Regex StackTrace();

    [GeneratedRegex(@"\x1b\[[0-9;]*3[0-7]m")]
    private static partial Regex Colour();
}
