// Set-up on a machine without some tools, simulated by a search path without them.
namespace Osmosis.Kernel.Tests.Command;

[Slow]
public sealed class SetupTests : IDisposable
{
    private const string InstallArguments = "install -y --no-install-recommends nasm qemu-system-x86";

    // The programs that the entry script, the command and git use; nasm and QEMU are missing.
    private static readonly string[] Present =
        ["bash", "sh", "env", "dirname", "readlink", "find", "flock", "mkdir", "mv", "rm", "ln", "git", "ld", "as",
            "objcopy", "strip", "setpriv", "gdb",
            "qemu-img", "qemu-i386", "cpio", "gcc", "grub-file", "grub-mkimage", "mformat", "xorriso", "bochs-bin",
            "script", "node", "npm", "chromium-headless-shell", "dotnet"];

    private readonly DirectoryInfo _bin = Directory.CreateTempSubdirectory("osmosis-path-");

    public SetupTests()
    {
        foreach (string program in Present)
        {
            File.CreateSymbolicLink(Path.Combine(_bin.FullName, program), Which(program));
        }
    }

    [Fact]
    public async Task Doctor_lists_what_is_missing_and_how_to_get_it()
    {
        OsmosisCommand doctor = await RunAsync("doctor");
        Assert.Equal(1, doctor.Status);
        Assert.Equal(2,
            doctor.Output.Count(line => line.Contains("missing │", StringComparison.Ordinal)
                || line.Contains("missing  ", StringComparison.Ordinal)));
        Assert.Contains("./osmosis build: missing nasm", doctor.Output);
        Assert.Contains("./osmosis run: missing nasm, qemu-system-i386", doctor.Output);
        Assert.EndsWith("apt-get " + InstallArguments, doctor.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_install_the_command_to_type_is_printed()
    {
        OsmosisCommand exec = await RunAsync("exec");
        Assert.Equal(1, exec.Status);
        string line = Assert.Single(exec.Error);
        Assert.Contains("missing: nasm, qemu-system-i386", line, StringComparison.Ordinal);
        Assert.EndsWith("apt-get " + InstallArguments, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_right_to_install_what_is_missing_is_installed_and_nothing_else()
    {
        string log = Path.Combine(_bin.FullName, "log");
        Script("sudo", "shift; exec \"$@\"");
        Script("apt-get", $"""
            echo "$@" >> '{log}'
            if [[ $1 == install ]]; then ln -s '{Which("nasm")}' '{Which("qemu-system-i386")}' '{_bin.FullName}'; fi
            """);
        OsmosisCommand exec = await RunAsync("exec", "mem");
        Assert.True(exec.Status == 0, string.Join('\n', exec.Error));
        Assert.Equal(["update", InstallArguments], File.ReadAllLines(log));

        Assert.Equal(0, (await RunAsync("exec", "mem")).Status);
        Assert.Equal(2, File.ReadAllLines(log).Length);
    }

    [Fact]
    public async Task Another_package_manager_at_work_is_waited_for()
    {
        string log = Path.Combine(_bin.FullName, "log");
        Script("sudo", "shift; exec \"$@\"");
        Script("apt-get", $"""
            echo "$1" >> '{log}'
            if [[ ! -e '{log}'.$1 ]]; then
                : > '{log}'.$1
                echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1 (apt-get)' >&2; exit 100
            fi
            if [[ $1 == install ]]; then ln -s '{Which("nasm")}' '{Which("qemu-system-i386")}' '{_bin.FullName}'; fi
            """);
        OsmosisCommand exec = await RunAsync("exec", "mem");
        Assert.True(exec.Status == 0, string.Join('\n', exec.Error));
        Assert.Equal(["update", "update", "install", "install"], File.ReadAllLines(log));
    }

    [Fact]
    public async Task A_failed_installation_is_reported_with_what_apt_get_said()
    {
        Script("sudo", "shift; exec \"$@\"");
        Script("apt-get", "echo 'E: no network today' >&2; exit 100");
        OsmosisCommand exec = await RunAsync("exec", "mem");
        Assert.Equal(1, exec.Status);
        Assert.Contains("E: no network today", exec.Error);
        Assert.Contains("status 100", exec.Error[^1], StringComparison.Ordinal);
    }

    // MSBuild takes every environment variable for a property.
    [Theory]
    [InlineData("Platform")]
    [InlineData("PLATFORM")]
    [InlineData("OutDir")]
    public async Task No_variable_that_moves_what_is_built_reaches_the_build(string name)
    {
        File.Delete(Path.Combine(_bin.FullName, "dotnet"));
        Script("dotnet", "exec '" + Which("env") + "'");
        OsmosisCommand environment = await OsmosisCommand.RunAsync(
            Checkout.Root, ["build"], searchPath: _bin.FullName, environment: (name, "elsewhere"));
        Assert.Contains(environment.Output, line => line.StartsWith("DOTNET_NOLOGO=", StringComparison.Ordinal));
        Assert.DoesNotContain(environment.Output, line => line.EndsWith("=elsewhere", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a*b")]
    [InlineData("a?b")]
    [InlineData("a%20b")]
    public async Task A_folder_that_MSBuild_cannot_build_in_is_refused_in_a_line(string name)
    {
        string root = Directory.CreateDirectory(Path.Combine(_bin.FullName, name)).FullName;
        File.Copy(Path.Combine(Checkout.Root, "osmosis"), Path.Combine(root, "osmosis"));
        OsmosisCommand build = await OsmosisCommand.RunAsync(root, ["build"]);
        Assert.Equal(1, build.Status);
        Assert.Equal($"osmosis: MSBuild can't build in a folder whose name has *, ? or % with two digits: {root}",
            Assert.Single(build.Error));
    }

    public void Dispose() => _bin.Delete(recursive: true);

    private Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, arguments, searchPath: _bin.FullName);

    private void Script(string name, string text)
    {
        string path = Path.Combine(_bin.FullName, name);
        File.WriteAllText(path, $"#!{Which("bash")}\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static string Which(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Select(folder => Path.Combine(folder, program)).First(File.Exists);
}
