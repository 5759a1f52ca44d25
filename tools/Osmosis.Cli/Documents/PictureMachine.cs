// A kernel booted for the pictures.
using Osmosis.Emulators;
using Osmosis.Snapshot;

namespace Osmosis.Cli.Documents;

internal sealed class PictureMachine : IAsyncDisposable
{
    private readonly QemuMachine _machine;
    private readonly uint _symbol;

    private PictureMachine(QemuMachine machine, uint symbol)
    {
        (_machine, _symbol) = (machine, symbol);
        Console = new KernelConsole(machine);
    }

    public KernelConsole Console { get; }

    /// <summary>Returns when the shell waits for a command.</summary>
    public static async Task<PictureMachine> StartAsync(Repository repository, MemorySize memory,
        CancellationToken cancel)
    {
        QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = repository.KernelImage, Memory = memory },
                cancel);
        PictureMachine started = new(machine, KernelImage.Load(repository.KernelImage)[KernelSnapshot.Symbol]);
        await started.Console.WaitForPromptAsync(cancel);
        return started;
    }

    /// <summary>Allocates a block; returns its address.</summary>
    public async Task<uint> AllocateAsync(int bytes, CancellationToken cancel) =>
        (uint)new Rows(await Console.RunAsync($"kmalloc {bytes}", cancel)).Number("pointer");

    /// <summary>The current state of memory.</summary>
    /// <exception cref="FailedException">Its parts disagree.</exception>
    public async Task<MachinePicture> LookAsync(CancellationToken cancel)
    {
        MachinePicture picture = await MachinePicture.ReadAsync(
            (address, length, stop) => _machine.Monitor.ReadPhysicalAsync(address, length, stop), _symbol,
            async stop => (await _machine.Monitor.RegistersAsync(stop)).Cr3, cancel);
        return picture.Disagreements is []
            ? picture
            : throw new FailedException(
                $"the kernel's memory disagrees with itself: {string.Join("; ", picture.Disagreements)}");
    }

    public ValueTask DisposeAsync() => _machine.DisposeAsync();
}
