// ./osmosis top: draws the memory of a kernel started by ./osmosis run, repeatedly and without stopping it.
using System.CommandLine;
using Osmosis.Emulators;
using Osmosis.Snapshot;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Osmosis.Cli.Commands;

internal static class TopCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    // Without a terminal the maps choose the size.
    private const int PlainWidth = 80;
    private const int PlainHeight = 80;

    private const string Keys = "1 frames  2 address space  3 heap  0 all  q leave";

    public static Command Create(Repository repository)
    {
        Argument<string?> name = new("name")
        {
            Description = "Which machine, when several run: what 'run' called it.",
            Arity = ArgumentArity.ZeroOrOne
        };
        Option<bool> once =
            new("--once") { Description = "Print one picture and end; so too where there is no terminal." };
        Command command = new("top",
            $"Draws frames, address space and heap of a kernel started by '{Home.Name} run', live. Keys: 1 frames, 2 "
                + "space, 3 heap, 0 all, q leaves.") { name, once };
        command.SetAction(async (parsed, cancel) =>
        {
            uint symbol = KernelImage.Load(Built(repository))[KernelSnapshot.Symbol];
            await using RunningMachine machine =
                await RunningMachine.AttachAsync(parsed.GetValue(name) ?? OnlyName(), cancel);
            Task<MachinePicture> Look() => MachinePicture.ReadAsync(
                (address, length, stop) => machine.Monitor.ReadPhysicalAsync(address, length, stop),
                symbol,
                async stop => (await machine.Monitor.RegistersAsync(stop)).Cr3,
                cancel);
            if (parsed.GetValue(once) || Console.IsOutputRedirected)
            {
                IAnsiConsole plain = AnsiConsole.Console;
                plain.Profile.Width = Console.IsOutputRedirected ? PlainWidth : plain.Profile.Width;
                plain.Write(new MemoryView(plain.Profile.Width, PlainHeight).Draw(await Look(), MapChoice.All));
                return ExitStatus.Ok;
            }

            try
            {
                await WatchAsync(AnsiConsole.Console, Look, cancel);
            }
            catch (EmulatorGoneException)
            {
                Console.WriteLine("the kernel has ended");
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    private static string Built(Repository repository) => File.Exists(repository.KernelImage)
        ? repository.KernelImage
        : throw new FailedException($"there is no kernel yet: start one with {Home.Name} run");

    private static string OnlyName() => RunningMachine.Names() switch
    {
        [] => throw new FailedException($"no kernel started by {Home.Name} run is running"),
        [string name] => name,
        IReadOnlyList<string> names =>
            throw new FailedException(
                $"several kernels run: say which with {Home.Name} top {string.Join(" or ", names)}"),
    };

    // Memory may hold anything; what can't be read now may be right the next time.
    private static async Task<IRenderable> DrawAsync(MemoryView view, Func<Task<MachinePicture>> look, MapChoice choice)
    {
        try
        {
            return view.Draw(await look(), choice);
        }
        catch (SnapshotException damage)
        {
            return new Spectre.Console.Rows(new Text(damage.Message, new Style(Color.Red)), new Text(Keys));
        }
    }

    private static async Task WatchAsync(IAnsiConsole console, Func<Task<MachinePicture>> look,
        CancellationToken cancel)
    {
        MapChoice choice = MapChoice.All;
        console.Clear();
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            while (true)
            {
                MemoryView view = new(console.Profile.Width, console.Profile.Height, Keys);
                live.UpdateTarget(await DrawAsync(view, look, choice));
                for (TimeSpan waited = TimeSpan.Zero; waited < Interval; waited += KeyInterval)
                {
                    switch (Console.IsInputRedirected || !Console.KeyAvailable
                        ? '\0' : Console.ReadKey(intercept: true).KeyChar)
                    {
                        case 'q':
                            return;
                        case >= '0' and <= '3' and char key:
                            choice = (MapChoice)(key - '0');
                            waited = Interval;
                            break;
                    }

                    await Task.Delay(KeyInterval, cancel);
                }
            }
        });
    }
}
