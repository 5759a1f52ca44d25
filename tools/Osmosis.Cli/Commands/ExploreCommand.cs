// ./osmosis explore: the kernel in the browser, with its memory drawn live.
using System.CommandLine;
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
        Option<int> port = new("--port") { Description = "The port to serve on, of 127.0.0.1. Without it, or with 0, one that is free.", HelpName = "number" };
        Option<bool> quiet = new("--no-open") { Description = "Don't open a browser." };
        Option<string?> build = new("--build") { Description = "Write the page as a static site, which any web server can host, instead of serving it.", HelpName = "folder" };
        Command command = new("explore", "Serves a page that boots the kernel in the browser and draws its memory. Ends with Ctrl-C.") { port, quiet, build };
        command.Validators.Add(result =>
        {
            if (result.GetValue(port) is < 0 or > ushort.MaxValue)
            {
                result.AddError($"--port: {result.GetValue(port)} is no port: they go from 1 to {ushort.MaxValue}");
            }

            if (result.GetValue(build) is not null && (result.GetValue(quiet) || result.GetResult(port) is not null))
            {
                result.AddError("--build writes the page and serves nothing: give it without --port and --no-open");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Explorer], cancel);
            string site = await ExplorerSite.EnsureAsync(repository, cancel);
            if (parsed.GetValue(build) is { } folder)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {ExplorerSite.CopyTo(site, folder):n0} bytes"));
                return ExitStatus.Ok;
            }

            return await ServeAsync(site, parsed.GetValue(port), isOpened: !parsed.GetValue(quiet), cancel);
        });
        return command;
    }

    private static async Task<int> ServeAsync(string site, int port, bool isOpened, CancellationToken cancel)
    {
        using StaticServer server = StaticServer.Start(site, port);
        Console.WriteLine($"{server.Address} (Ctrl-C ends it)");
        if (isOpened && RunCommand.HasScreen() && new Tool(Opener, null, "", Purpose.Run).Path is { } opener)
        {
            Process.Start(new ProcessStartInfo(opener, [server.Address]) { RedirectStandardOutput = true, RedirectStandardError = true })?.Dispose();
        }

        await server.RunAsync(cancel);
        return ExitStatus.Ok;
    }
}
