// build/need.sh: what is missing is named in one line, with the command of this Linux that brings it.
using System.Runtime.Versioning;

namespace Osmosis.Kit.Tests.Packages;

[SupportedOSPlatform("linux")]
public sealed class NeedTests
{
    private const string Shell = "/bin/sh";

    [Fact]
    public async Task What_is_there_is_not_named_and_alone_what_a_run_needs_is_not_either()
    {
        Typed need = await NeedAsync("ID=debian", $"{Shell} -- qemu-system-i386");
        Assert.Equal(0, need.Status);
        Assert.Equal("", need.Output);
    }

    [Theory]
    [InlineData("ID=debian", "ld as ld nasm", "ld, as, ld, nasm",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends binutils nasm")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "qemu-system-i386", "qemu-system-i386",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends qemu-system-x86")]
    [InlineData("ID=debian", $"as {Shell} ld -- qemu-system-i386 setpriv", "as, ld; to run: qemu-system-i386, setpriv",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends binutils qemu-system-x86 util-linux")]
    [InlineData("ID=debian", $"ld -- {Shell}", "ld",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends binutils")]
    [InlineData("ID=fedora", "qemu-system-i386 ld", "qemu-system-i386, ld",
        "sudo dnf install -y qemu-system-x86-core binutils")]
    [InlineData("ID=arch", "xorriso", "xorriso", "sudo pacman -S --needed libisoburn")]
    [InlineData("ID=alpine", "qemu-system-i386", "qemu-system-i386", "doas apk add qemu-system-i386")]
    [InlineData("ID=nixos", "ld nasm", "ld, nasm", "nix-shell -p binutils nasm")]
    public async Task What_is_missing_is_named_with_what_brings_it(string release, string programs, string names,
        string command)
    {
        Typed need = await NeedAsync(release, programs);
        Assert.Equal(1, need.Status);
        Assert.Equal($"OSM0101 missing: {names}. Type: {command}\n", need.Output);
    }

    [Fact]
    public async Task Without_a_package_manager_that_it_knows_it_names_what_is_missing() =>
        Assert.Equal("OSM0101 missing: ld.\n", (await NeedAsync("ID=void", "ld")).Output);

    [Theory]
    [InlineData("ID=debian", "apt-get update && apt-get install -y --no-install-recommends nasm")]
    [InlineData("ID=alpine", "apk add nasm")]
    public async Task Root_needs_no_sudo(string release, string command)
    {
        Typed need = await NeedAsync(release, "nasm", isRoot: true);
        Assert.Equal($"OSM0101 missing: nasm. Type: {command}\n", need.Output);
    }

    [Theory]
    [InlineData("grub-mkimage")]
    [InlineData("grub2-mkimage")]
    public async Task Grub_is_there_under_either_of_its_names(string name)
    {
        Typed need = await NeedAsync("ID=fedora", "grub-mkimage", name);
        Assert.Equal("", need.Output);
        Assert.Equal(0, need.Status);
        Assert.Contains("missing: grub-file. Type: sudo dnf install -y grub2-tools\n",
            (await NeedAsync("ID=fedora", "grub-mkimage grub-file", name)).Output, StringComparison.Ordinal);
    }

    // The search path leads nowhere. So nothing is there but what has a path, and what tells root that it is root.
    private static async Task<Typed> NeedAsync(string release, string programs, string there = "", bool isRoot = false)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-need-");
        try
        {
            foreach (string program in new[] { isRoot ? "id" : "", there }.Where(name => name.Length > 0))
            {
                string script = Path.Combine(folder.FullName, program);
                await File.WriteAllTextAsync(script, $"#!{Shell}\necho 0\n");
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            string file = Path.Combine(folder.FullName, "os-release");
            await File.WriteAllTextAsync(file, release);
            return await Typed.RunAsync(folder.FullName,
                new Dictionary<string, string> { ["PATH"] = folder.FullName, ["OSMOSIS_OS_RELEASE"] = file }, [],
                [Shell, Path.Combine(Checkout.Root, "build", "need.sh"), "OSM0101", .. programs.Split(' ')]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
