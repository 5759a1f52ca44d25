// ./osmosis explore: the kernel in the browser, with its memory drawn live.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Osmosis.Cli.Exploring;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Commands;

internal static class ExploreCommand
{
    private const string Opener = "xdg-open";

    public static Command Create(Repository repository)
    {
        Option<int> port = new("--port")
        {
            Description = "The port to serve on, of 127.0.0.1. Without it, or with 0, one that is free.",
            HelpName = "number",
            CustomParser = ParsePort
        };
        Option<bool> quiet = new("--no-open") { Description = "Don't open a browser." };
        Option<string?> build = new("--build")
        {
            Description = "Write the page as a static site, which any web server can host, instead of serving it.",
            HelpName = "folder"
        };
        Command command = new("explore",
            "Serves a page that boots the kernel in the browser and draws its memory. Ends with Ctrl-C.")
        {
            port, quiet, build,
        };
        command.Validators.Add(result =>
        {
            // Invalid values are reported later and are missing here.
            if (result.GetResult(build) is not null
                && (result.GetResult(quiet) is not null || result.GetResult(port) is not null))
            {
                result.AddError("--build writes the page and serves nothing: give it without --port and --no-open");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            if (!Home.IsInstalled)
            {
                await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Explorer], cancel);
            }

            string site = await ExplorerSite.EnsureAsync(repository, cancel);
            if (parsed.GetValue(build) is { } folder)
            {
                WrittenBytes.Print(folder, ExplorerSite.CopyTo(site, folder));
                return ExitStatus.Ok;
            }

            return await ServeAsync(site, parsed.GetValue(port), isOpened: !parsed.GetValue(quiet), cancel);
        });
        return command;
    }

    private static int ParsePort(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            result.AddError($"--port: {text} is no port: they go from 1 to {ushort.MaxValue}");
        }

        return port;
    }

    private static async Task<int> ServeAsync(string site, int port, bool isOpened, CancellationToken cancel)
    {
        using SiteServer server = SiteServer.Start(site, port);
        Console.WriteLine($"{server.Address} (Ctrl-C ends it)");
        if (isOpened && RunCommand.HasScreen() && new Tool(Opener, null, "", Purpose.Run).Path is { } opener)
        {
            Process.Start(new ProcessStartInfo(opener, [server.Address])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })?.Dispose();
        }

        await server.RunAsync(cancel);
        return ExitStatus.Ok;
    }
}
