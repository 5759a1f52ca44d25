// The programs that a machine needs.
using System.Diagnostics;

namespace Osmosis.Testing.Host;

internal static class NeededTools
{
    private static readonly string[] s_withoutMachine = ["--list-tests", "--help", "--info", "-?"];

    /// <summary>
    /// Whether a machine will be started for these options. An editor asks for that later: then each test that it runs
    /// says that there is no machine.
    /// </summary>
    public static bool Needs(string[] options) => !options.Any(s_withoutMachine.Contains)
        && (!options.Contains("--server") || options.Contains("dotnettestcli"));

    /// <summary>Null when the programs are there; otherwise a line with what is missing and what brings it.</summary>
    /// <param name="need">The path of build/need.sh.</param>
    public static async Task<string?> MissingAsync(string need)
    {
        using Process script = Process.Start(
            new ProcessStartInfo("sh", [need, "OSM0101", "qemu-system-i386", "setpriv"])
            {
                RedirectStandardOutput = true,
            })!;
        string line = (await script.StandardOutput.ReadToEndAsync()).Trim();
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? null
            : line.Split(' ', 2) is [string code, string text] ? $"error {code}: {text}"
            : $"{need} failed with status {script.ExitCode}";
    }
}
