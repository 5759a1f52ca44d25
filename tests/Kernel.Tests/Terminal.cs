// A terminal for what a test starts.
namespace Osmosis.Kernel.Tests;

/// <summary>
/// A terminal made by script(1), which passes on what the test types: a command's exit status is the terminal's.
/// </summary>
internal static class Terminal
{
    /// <summary>The program and its arguments.</summary>
    /// <param name="command">
    /// For /bin/sh, whatever shell is somebody's own. What Ctrl-C is to reach alone begins with <c>exec</c>: a shell
    /// that waits is interrupted too, and its status counts.
    /// </param>
    // A shell that starts these tests in its background has their interrupts ignored, and so those of what they start.
    public static string[] Words(string command) =>
        ["env", "--default-signal=INT", "SHELL=/bin/sh", "script", "-qefc", command, "/dev/null"];
}
