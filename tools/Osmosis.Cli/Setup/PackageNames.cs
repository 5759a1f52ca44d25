// What Debian's packages are called elsewhere: build/packages.txt, which the build's own messages are made from, too.
namespace Osmosis.Cli.Setup;

/// <summary>Distributions whose packages have the same names, by the tool that installs them: the file's columns.
/// </summary>
internal enum PackageFamily
{
    Apt = 1,
    Dnf,
    Pacman,
    Apk,
    Nix,
}

internal static class PackageNames
{
    private const string Absent = "-";

    private static readonly string[][] s_rows = Read();

    /// <summary>The package that serves for Debian's <paramref name="package"/>; null if none is known to.</summary>
    public static string? Of(string package, PackageFamily family) =>
        family is PackageFamily.Apt ? package
        : s_rows.FirstOrDefault(row => row[(int)PackageFamily.Apt] == package)?[(int)family]
            is { } name and not Absent ? name : null;

    private static string[][] Read()
    {
        using StreamReader file =
            new(typeof(PackageNames).Assembly.GetManifestResourceStream("packages.txt")!);
        return [.. file.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
