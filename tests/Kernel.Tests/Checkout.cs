// The paths of the tested image and the project's other files.
using System.Globalization;

namespace Osmosis.Kernel.Tests;

internal static class Checkout
{
    /// <summary>
    /// <c>./osmosis test</c> sets it to the folder of its run, and every command that a test calls inherits it
    /// (tools/Osmosis.Cli/Repository.cs): the command takes the image from there, writes its files there, and builds
    /// nothing.
    /// </summary>
    public const string TestedVariable = "OSMOSIS_TESTED";

    /// <summary>The repository's folder: the nearest one above the test assembly that holds the solution.</summary>
    public static readonly string Root = FindRoot();

    // The core's tests have this file too, and need no image.
    private static readonly Lazy<string> _tested = new(() =>
        Environment.GetEnvironmentVariable(TestedVariable) is { Length: > 0 } folder ? folder : MakeTested());

    /// <summary>The folder of this run.</summary>
    public static string Tested => _tested.Value;

    public static string Image => Path.Combine(Tested, "osmosis.elf");

    /// <summary>
    /// The sources that the image was built from, without later edits; the working tree if <c>./osmosis test</c> didn't
    /// start these tests.
    /// </summary>
    public static string Sources =>
        Directory.Exists(Path.Combine(Tested, "sources")) ? Path.Combine(Tested, "sources") : Root;

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Osmosis.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }

    // Without ./osmosis test: the last image built. The next ./osmosis test deletes the folder.
    private static string MakeTested()
    {
        string process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string folder = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "tested", process)).FullName;
        foreach (string name in new[] { "osmosis.elf", "osmosis.debug" })
        {
            File.Copy(Path.Combine(Root, "artifacts", name), Path.Combine(folder, name), overwrite: true);
        }

        Environment.SetEnvironmentVariable(TestedVariable, folder);
        return folder;
    }
}
