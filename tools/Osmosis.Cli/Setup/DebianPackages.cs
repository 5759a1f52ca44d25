// Debian's packages for the i386, downloaded by apt.
namespace Osmosis.Cli.Setup;

internal static class DebianPackages
{
    /// <summary>
    /// Downloads packages into a folder, as files <c>NAME_*.deb</c>. apt works in a folder of its own: what is
    /// installed here, for which processors, and from where stays as it is.
    /// </summary>
    /// <returns>What apt said, and whether the packages are there.</returns>
    public static async Task<ProcessOutput> DownloadAsync(string folder, string[] packages, CancellationToken cancel)
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

        // A list that can't be had need not be the one that names the packages.
        ProcessOutput update = await ProcessOutput.OfAsync("apt-get", [.. arguments, "update"], folder, cancel);
        ProcessOutput download =
            await ProcessOutput.OfAsync("apt-get", [.. arguments, "download", .. packages], folder, cancel);
        Directory.Delete(state, recursive: true);
        return update.Succeeded || download.Succeeded ? download : update;
    }
}
