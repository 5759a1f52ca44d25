// `dotnet build`, silent on success.
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Osmosis.Cli.Building;

internal static partial class DotnetBuild
{
    // MSBuild's own characters.
    private const string Special = "%$@;,'\"()*?";

    // A compilation keeps two processors busy, and each MSBuild begins by translating its own code.
    private static readonly int s_projectsAtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    /// <exception cref="FailedException">The build failed; the compiler's messages were shown, or the message has the
    /// path that may not be written.</exception>
    public static async Task RunAsync(string what, string project, string configuration, CancellationToken cancel,
        params string[] options)
    {
        string[] arguments =
        [
            "build", project, "-c", configuration, "--nologo", "-v", "quiet", "-clp:NoSummary", "-tl:off",
            $"-maxCpuCount:{s_projectsAtOnce}", .. CompilerServer.Options(), .. options,
        ];
        ProcessOutput output = await Messages.WhileAsync($"Building {what}",
            () => ProcessOutput.OfAsync("dotnet", arguments, cancel: cancel));
        if (!output.Succeeded)
        {
            if (Denied().Match(output.Text) is { Success: true } denied)
            {
                throw new FailedException($"building {what} failed: {denied.Value}");
            }

            Messages.Say(Errors(output.Text));
            throw new FailedException($"building {what} failed");
        }
    }

    /// <summary>An option that sets a property to a value, whatever characters that has.</summary>
    public static string Property(string name, string value) =>
        $"-p:{name}={string.Concat(value.Select(c => Special.Contains(c) ? $"%{(int)c:X2}" : c.ToString()))}";

    /// <summary>Builds several projects at once, which takes less time than one after another.</summary>
    /// <param name="solution">The path of the <c>slnx</c> file to write.</param>
    /// <exception cref="FailedException">A project did not build; the compiler's messages were shown.</exception>
    public static Task RunAsync(string what, string solution, IEnumerable<string> projects, string configuration,
        CancellationToken cancel)
    {
        new XElement("Solution",
            projects.Select(project => new XElement("Project", new XAttribute("Path", project)))).Save(solution);
        return RunAsync(what, solution, configuration, cancel);
    }

    // The errors, each once, because the build repeats them in a summary. The whole output, if no line of it is an
    // error.
    private static string Errors(string text)
    {
        string[] errors = [.. text.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal))
            .Select(line => line.Trim()).Distinct()];
        return errors.Length > 0 ? string.Join('\n', errors) : text.Trim();
    }

    // A folder of somebody else's, root's for instance. NuGet says it in several lines.
    [GeneratedRegex("Access to the path '.*' is denied")]
    private static partial Regex Denied();
}
