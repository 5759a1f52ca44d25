// A machine booted once and shared by a class of tests.
namespace Osmosis.Kernel.Tests.Machines;

/// <summary>The machine to boot.</summary>
public interface IMachineKind
{
    /// <summary>Options without the kernel's path.</summary>
    static abstract QemuOptions Configure(QemuOptions options);
}

/// <summary>
/// It is at the shell's prompt when the tests get it. The machine was stopped at the kernel's first instruction to copy
/// the boot loader's information, so the kernel can't change that copy.
/// </summary>
public sealed class BootedMachine<TKind> : IAsyncLifetime
    where TKind : IMachineKind
{
    public QemuMachine Machine { get; private set; } = null!;

    public KernelConsole Console { get; private set; } = null!;

    public QemuMonitor Monitor => Machine.Monitor;

    public Debugger Debugger { get; private set; } = null!;

    public KernelImage Image { get; } = KernelImage.Load(Checkout.Image);

    public LoaderInformation Loader { get; private set; } = null!;

    public IReadOnlyList<string> BootLog { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        QemuOptions options =
            TKind.Configure(new QemuOptions { KernelPath = Checkout.Image }) with { WaitForDebugger = true };
        Machine = await QemuMachine.StartAsync(options);
        Debugger = await Debugger.ConnectAsync(Machine);
        await Debugger.RunToAsync(Image.Entry);
        Loader = await LoaderInformation.ReadAsync(Monitor, await Debugger.ReadAsync(Register.Ebx));
        await Debugger.ContinueAsync();
        Console = new KernelConsole(Machine);
        BootLog = await Console.WaitForPromptAsync();
    }

    public async Task<Rows> RowsAsync(string command) => new(await Console.RunAsync(command));

    public async ValueTask DisposeAsync()
    {
        Debugger?.Dispose();
        if (Machine is not null)
        {
            await Machine.DisposeAsync();
        }
    }
}
