// A shell that waits for a program, as the monitor shows both.
using Osmosis.Cli.Archives;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Documents;

internal static class RunningSpace
{
    private const string Script = "nap.sh";
    private const string Run = $"run /bin/sh /{Script}";
    private const string Mark = "asleep";
    private const string Program = "sleep";
    private const string StopKey = "\u001d";

    private static readonly string[] s_commands = ["ps", "regions 1", "pte 1 0x08049000", "pte 2 0x08049000"];
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Lines of a session: what is typed, and the answers.</summary>
    /// <exception cref="FailedException">The programs don't come to the point that is shown.</exception>
    public static async Task<IEnumerable<string>> ShowAsync(Repository repository, CancellationToken cancel)
    {
        byte[] busybox = await File.ReadAllBytesAsync(await BusyboxPackage.EnsureAsync(cancel), cancel);
        using TemporaryFolder folder = TemporaryFolder.Create();
        await using QemuMachine machine = await QemuMachine.StartAsync(
            new QemuOptions
            {
                KernelPath = repository.KernelImage,
                Memory = MemorySize.FromMiB(32),
                ModulePath = BootModule.Pack(folder, BusyboxFiles.Make(busybox),
                    [TestScript.In(repository, Script)]),
            }, cancel);
        KernelConsole console = new(machine);
        await console.WaitForPromptAsync(cancel);
        Task<IReadOnlyList<string>> running = console.RunAsync(Run, cancel);
        if (!await console.WaitAsync(transcript => transcript.Find(0, Mark) is not null, s_patience, cancel))
        {
            throw new FailedException($"'{Run}' does not say '{Mark}'");
        }

        // The program may not have begun yet, and a key that comes before the monitor has begun to go on is lost.
        for (int i = 0; ; i++)
        {
            await Task.Delay(s_pause, cancel);
            await machine.Serial.SendAsync(StopKey, cancel);
            await running;
            if ((await console.RunAsync("ps", cancel)).Any(line => line.Contains(Program, StringComparison.Ordinal)))
            {
                break;
            }

            running = i < 20 ? console.RunAsync("resume", cancel)
                : throw new FailedException($"'{Run}' does not start '{Program}'");
        }

        List<string> lines = ["```", KernelConsole.Prompt + Run, Mark, "^]"];
        foreach (string command in s_commands)
        {
            lines.Add(KernelConsole.Prompt + command);
            lines.AddRange(await console.RunAsync(command, cancel));
        }

        return [.. lines, "```"];
    }
}
