// ./osmosis iso: leaves an image that a PC boots.
using System.CommandLine;
using System.Globalization;
using Osmosis.Cli.Building;
using Osmosis.Cli.Images;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Commands;

internal static class IsoCommand
{
    public static Command Create(Repository repository)
    {
        Option<bool> usb = new("--usb") { Description = "Make it boot as a disk too, such as from a USB stick." };
        Option<string> output = new("--output", "-o")
        {
            Description = "Where to write the image.",
            HelpName = "file",
            DefaultValueFactory = _ => Path.Combine(repository.Artifacts, "osmosis.iso"),
        };
        Command command = new("iso", "Makes a CD image that boots the kernel through GRUB, with a menu of its modes.") { usb, output };
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Images], cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            string path = parsed.GetRequiredValue(output);
            await new BootImage(BootMenu.Ordinary, parsed.GetValue(usb)).WriteAsync(repository.KernelImage, path, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length:n0} bytes"));
            return ExitStatus.Ok;
        });
        return command;
    }
}
