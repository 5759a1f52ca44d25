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
    public static bool IsThere() => Home.CanMake && File.Exists(PathIn());

    /// <summary>
    /// Returns the program's path. Costs nothing if it is there already.
    /// </summary>
    /// <exception cref="FailedException">apt isn't there, or can't get the package.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancel)
    {
        string folder = Directory.CreateDirectory(FolderIn()).FullName;
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

        return PathIn();
    }

    private static string FolderIn() => Path.Combine(Home.Made, "busybox");

    private static string PathIn() => Path.Combine(FolderIn(), Unpacked, Program);

    private static async Task<string> DownloadAsync(string folder, CancellationToken cancel)
    {
        ProcessOutput download = await DebianPackages.DownloadAsync(folder, [Package], cancel);
        if (download.Succeeded && Directory.GetFiles(folder, $"{Package}_*.deb") is [.., string package])
        {
            return package;
        }

        Messages.Say(download.Text.TrimEnd());
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
