// The Linux distribution that this runs on, and how packages are installed there.
namespace Osmosis.Cli.Setup;

/// <param name="Name">Its name, as people write it.</param>
/// <param name="Family">The column of <see cref="PackageNames"/> that has its packages; null if none has.</param>
internal sealed record Distribution(string Name, PackageFamily? Family)
{
    // os-release(5): the first of these that is there.
    private static readonly string[] Files = ["/etc/os-release", "/usr/lib/os-release"];

    private static readonly Dictionary<string, PackageFamily> s_families = new()
    {
        ["debian"] = PackageFamily.Apt,
        ["ubuntu"] = PackageFamily.Apt,
        ["fedora"] = PackageFamily.Dnf,
        ["rhel"] = PackageFamily.Dnf,
        ["centos"] = PackageFamily.Dnf,
        ["arch"] = PackageFamily.Pacman,
        ["alpine"] = PackageFamily.Apk,
        ["nixos"] = PackageFamily.Nix,
    };

    /// <summary>The one that this runs on.</summary>
    public static Distribution Here { get; } =
        Of(Files.FirstOrDefault(File.Exists) is { } file ? File.ReadAllText(file) : "");

    /// <summary>The distribution that a file in the format of os-release(5) names. What is like a known one has its
    /// packages.</summary>
    public static Distribution Of(string osRelease)
    {
        Dictionary<string, string> values = [];
        foreach (string line in osRelease.Split('\n'))
        {
            if (line.Split('=', 2) is [var name, var value] && !name.StartsWith('#'))
            {
                values[name.Trim()] = value.Trim().Trim('"', '\'');
            }
        }

        string id = values.GetValueOrDefault("ID", "linux");
        IEnumerable<string> likely = values.GetValueOrDefault("ID_LIKE", "").Split(' ').Prepend(id);
        string? known = likely.FirstOrDefault(s_families.ContainsKey);
        return new Distribution(values.GetValueOrDefault("NAME", "this Linux"),
            known is null ? null : s_families[known]);
    }

    /// <summary>
    /// What to type to get packages, in one line. Where the names aren't known, it says so and gives Debian's; a
    /// package that isn't there is named behind the command.
    /// </summary>
    /// <param name="packages">Their names in Debian.</param>
    /// <param name="isRoot">Whether the user may install packages without asking.</param>
    public string HowToGet(IReadOnlyCollection<string> packages, bool isRoot)
    {
        if (Family is not { } family)
        {
            return $"install what Debian calls {string.Join(' ', packages)}: "
                + $"the names of packages in {Name} aren't known here";
        }

        string[] names =
            [.. packages.Select(package => PackageNames.Of(package, family)).OfType<string>().Distinct()];
        string[] absent = [.. packages.Where(package => PackageNames.Of(package, family) is null)];
        string command = names.Length == 0 ? "" : Command(family, string.Join(' ', names), isRoot);
        return absent.Length == 0 ? command
            : $"{command}{(command.Length == 0 ? "" : "; ")}{Name} has nothing that serves for Debian's "
                + $"{string.Join(", ", absent)}: use a container with Debian (.devcontainer)";
    }

    private static string Command(PackageFamily family, string names, bool isRoot)
    {
        string sudo = isRoot ? "" : "sudo ";
        return family switch
        {
            PackageFamily.Apt => $"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {names}",
            PackageFamily.Dnf => $"{sudo}dnf install -y {names}",
            PackageFamily.Pacman => $"{sudo}pacman -S --needed {names}",
            // Alpine has no sudo of its own.
            PackageFamily.Apk => $"{(isRoot ? "" : "doas ")}apk add {names}",
            _ => $"nix-shell -p {names}",
        };
    }
}
