// What ./osmosis doctor says where packages have other names than in Debian.
using System.Text.RegularExpressions;
using Osmosis.Cli.Setup;

namespace Osmosis.Kernel.Tests.Command;

public sealed partial class DistributionTests
{
    private static readonly string[] _needed = ["nasm", "qemu-system-x86", "qemu-utils", "xorriso"];

    [Theory]
    [InlineData("ID=debian\nNAME=\"Debian GNU/Linux\"\n",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
            + "nasm qemu-system-x86 qemu-utils xorriso")]
    [InlineData("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
            + "nasm qemu-system-x86 qemu-utils xorriso")]
    [InlineData("NAME=\"Fedora Linux\"\nID=fedora\n", "sudo dnf install -y nasm qemu-system-x86-core qemu-img xorriso")]
    [InlineData("NAME='Rocky Linux'\nID='rocky'\nID_LIKE='rhel centos fedora'\n",
        "sudo dnf install -y nasm qemu-system-x86-core qemu-img xorriso")]
    [InlineData("NAME=\"Arch Linux\"\nID=arch\n",
        "sudo pacman -S --needed nasm qemu-system-x86 qemu-img libisoburn")]
    [InlineData("# a comment\nNAME=\"Manjaro Linux\"\nID=manjaro\nID_LIKE=arch\n",
        "sudo pacman -S --needed nasm qemu-system-x86 qemu-img libisoburn")]
    [InlineData("NAME=\"Alpine Linux\"\nID=alpine\n", "doas apk add nasm qemu-system-i386 qemu-img xorriso")]
    [InlineData("ID=nixos\nNAME=NixOS\n", "nix-shell -p nasm qemu xorriso")]
    [InlineData("ID=\"void\"\nNAME=\"Void\"\n", "install what Debian calls nasm qemu-system-x86 qemu-utils xorriso: "
        + "the names of packages in Void aren't known here")]
    [InlineData("", "install what Debian calls nasm qemu-system-x86 qemu-utils xorriso: "
        + "the names of packages in this Linux aren't known here")]
    public void One_line_gets_what_is_missing(string osRelease, string line) =>
        Assert.Equal(line, Distribution.Of(osRelease).HowToGet(_needed, isRoot: false));

    [Theory]
    [InlineData("ID=fedora", "dnf install -y nasm")]
    [InlineData("ID=arch", "pacman -S --needed nasm")]
    [InlineData("ID=alpine", "apk add nasm")]
    [InlineData("ID=debian", "apt-get update && apt-get install -y --no-install-recommends nasm")]
    public void Root_needs_no_sudo(string osRelease, string line) =>
        Assert.Equal(line, Distribution.Of(osRelease).HowToGet(["nasm"], isRoot: true));

    [Fact]
    public void What_no_package_serves_for_is_said_in_the_same_line()
    {
        Distribution fedora = Distribution.Of("ID=fedora\nNAME=\"Fedora Linux\"");
        Assert.Equal("dnf install -y nasm; Fedora Linux has nothing that serves for Debian's bochs, vgabios: "
            + "use a container with Debian (.devcontainer)",
            fedora.HowToGet(["bochs", "nasm", "vgabios"], isRoot: true));
        Assert.Equal("Fedora Linux has nothing that serves for Debian's bochs: "
            + "use a container with Debian (.devcontainer)", fedora.HowToGet(["bochs"], isRoot: true));
    }

    [Fact]
    public void Every_distribution_has_what_build_run_and_debug_need()
    {
        string tools = File.ReadAllText(
            Path.Combine(Checkout.Root, "tools", "Osmosis.Cli", "Setup", "Tool.cs"));
        string[] packages =
            [.. NeededTool().Matches(tools).Select(match => match.Groups["package"].Value).Distinct()];
        Assert.Contains("qemu-system-x86", packages);
        Assert.Empty(
            from package in packages
            from family in Enum.GetValues<PackageFamily>()
            where PackageNames.Of(package, family) is null
            select $"{family}: {package}");
    }

    [GeneratedRegex("""new\("[^".]+", "(?<package>[^"]+)", "[^"]+", Purpose\.(Build|Run|Debug)""")]
    private static partial Regex NeededTool();
}
