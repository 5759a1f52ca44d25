// Debian's busybox for the i386, as its package has it: downloaded by apt, and unpacked below artifacts.
using Osmosis.Cli.Building;

namespace Osmosis.Cli.Setup;

internal static class BusyboxPackage
{
    private const string Package = "busybox-static";
    private const string Unpacked = "unpacked";
    private const string Program = "bin/busybox";
    private const string ByHand = "--busybox takes the path of a static busybox for the i386";

    /// <summary>Whether the package can be had.</summary>
    public static bool HasApt =>
        new[] { "apt-get", "dpkg-deb" }.All(tool => new Tool(tool, null, "", Purpose.Run).Path is not null);

    /// <summary>Whether it is there already.</summary>
    public static bool IsThere(Repository repository) => File.Exists(PathIn(repository));

    /// <summary>
    /// Returns the program's path. Costs nothing if it is there already. apt works in a folder of its own: what is
    /// installed here, for which processors, and from where stays as it is.
    /// </summary>
    /// <exception cref="FailedException">apt isn't there, or can't get the package.</exception>
    public static async Task<string> EnsureAsync(Repository repository, CancellationToken cancel)
    {
        string folder = Directory.CreateDirectory(FolderIn(repository)).FullName;
        string unpacked = Path.Combine(folder, Unpacked);
        await using FileStream oneAtATime = await KernelBuild.LockAsync(Path.Combine(folder, "lock"), cancel);
        if (!Directory.Exists(unpacked))
        {
            if (!HasApt)
            {
                throw new FailedException($"there is no apt to get {Package} with: {ByHand}");
            }

            string package = await Messages.WhileAsync($"Getting Debian's {Package} for the i386",
                () => DownloadAsync(folder, cancel));
            await UnpackAsync(package, unpacked, cancel);
        }

        return PathIn(repository);
    }

    private static string FolderIn(Repository repository) => Path.Combine(repository.Root, "artifacts", "busybox");

    private static string PathIn(Repository repository) => Path.Combine(FolderIn(repository), Unpacked, Program);

    private static async Task<string> DownloadAsync(string folder, CancellationToken cancel)
    {
        string state = Path.Combine(folder, "apt");
        Directory.CreateDirectory(Path.Combine(state, "lists", "partial"));
        await File.WriteAllTextAsync(Path.Combine(state, "status"), "", cancel);
        (string Name, string Value)[] settings =
        [
            ("APT::Architecture", "i386"), ("APT::Architectures", "i386"), ("APT::Sandbox::User", ""),
            ("Acquire::Languages", "none"),
            ("Dir::State", state), ("Dir::State::lists", Path.Combine(state, "lists")),
            ("Dir::State::status", Path.Combine(state, "status")),
            ("Dir::Cache", state),
        ];
        string[] arguments = [.. settings.SelectMany(setting => new[] { "-o", $"{setting.Name}={setting.Value}" })];

        // A list that can't be had need not be the one that names the package.
        ProcessOutput update = await ProcessOutput.OfAsync("apt-get", [.. arguments, "update"], folder, cancel);
        ProcessOutput download =
            await ProcessOutput.OfAsync("apt-get", [.. arguments, "download", Package], folder, cancel);
        Directory.Delete(state, recursive: true);
        if (download.Succeeded && Directory.GetFiles(folder, $"{Package}_*.deb") is [.., string package])
        {
            return package;
        }

        Messages.Say((update.Succeeded ? download : update).Text.TrimEnd());
        throw new FailedException($"apt-get could not download {Package} for the i386: {ByHand}");
    }

    private static async Task UnpackAsync(string package, string unpacked, CancellationToken cancel)
    {
        string partial = $"{unpacked}.partial";
        ProcessOutput output = await ProcessOutput.OfAsync("dpkg-deb", ["-x", package, partial], cancel: cancel);
        if (!output.Succeeded || !File.Exists(Path.Combine(partial, Program)))
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException($"dpkg-deb could not unpack {package}");
        }

        File.Delete(package);
        Directory.Move(partial, unpacked);
    }
}
