// ./osmosis iso: writes an image that a PC can boot.
using System.CommandLine;
using System.Globalization;
using Osmosis.Cli.Building;
using Osmosis.Cli.Images;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class IsoCommand
{
    private const int LongestWait = 3600;
    private const string Name = "osmosis.iso";

    public static Command Create(Repository repository)
    {
        Option<bool> usb = new("--usb") { Description = "Make it boot as a disk too, such as from a USB stick." };
        Option<string> output = new("--output", "-o")
        {
            Description = "Where to write the image.",
            HelpName = "file",
            DefaultValueFactory = _ => Home.IsInstalled ? Name : Path.Combine(repository.Artifacts, Name),
        };
        Option<int> wait = new("--wait")
        {
            Description = "Seconds that the menu waits before it starts its first entry; 0 to start that "
                + "without showing the menu.",
            HelpName = "seconds",
            DefaultValueFactory = _ => BootMenu.Ordinary.Seconds,
        };
        wait.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string text }]
                && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                    && seconds <= LongestWait))
            {
                result.AddError($"--wait: '{text}' is not a number of seconds, of an hour at most");
            }
        });
        FilesOptions files = new();
        Command command = new("iso",
            "Makes a CD image that boots the kernel through GRUB, with a menu of its modes.") { usb, output, wait };
        files.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using TemporaryFolder folder = TemporaryFolder.Create();
            string? module = await files.ModuleAsync(parsed, folder, cancel);
            await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Images], cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            string path = parsed.GetRequiredValue(output);
            BootMenu menu = BootMenu.Ordinary with { Seconds = parsed.GetValue(wait) };
            await new BootImage(menu, parsed.GetValue(usb), module).WriteAsync(repository.KernelImage, path, cancel);
            WrittenBytes.Print(path, new FileInfo(path).Length);
            return ExitStatus.Ok;
        });
        return command;
    }
}
