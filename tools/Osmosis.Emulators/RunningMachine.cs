// Machines started by a person that run now: found by name, inspected without stopping them.
using System.Globalization;
using System.Net.Sockets;

namespace Osmosis.Emulators;

/// <summary>
/// A QEMU with a control socket that other commands find. Disposing of this leaves the machine as it is.
/// </summary>
public sealed class RunningMachine : IAsyncDisposable
{
    private const string Extension = ".qmp";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly QmpClient _qmp;
    private readonly TemporaryFolder _folder;

    private RunningMachine(QmpClient qmp, TemporaryFolder folder)
    {
        _qmp = qmp;
        _folder = folder;
        Monitor = new QemuMonitor(qmp, folder.Path);
    }

    public QemuMonitor Monitor { get; }

    /// <summary>The name of a machine started by this process.</summary>
    private static string OwnName => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The names of this user's running machines.</summary>
    public static IReadOnlyList<string> Names()
    {
        List<string> names = [];
        foreach (string path in Sockets())
        {
            using Socket? socket = TryConnect(path);
            if (socket is not null)
            {
                names.Add(Path.GetFileNameWithoutExtension(path));
            }
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The arguments that give a QEMU of this process its socket.</summary>
    /// <param name="folder">The folder for the socket.</param>
    public static IReadOnlyList<string> Arguments(TemporaryFolder folder) =>
        ["-qmp", $"unix:{folder.InForQemu(OwnName + Extension)},server=on,wait=off"];

    /// <exception cref="EmulatorException">The machine doesn't run, or somebody else is attached to it.</exception>
    public static async Task<RunningMachine> AttachAsync(string name, CancellationToken cancel)
    {
        Socket socket = Sockets().Where(path => Path.GetFileNameWithoutExtension(path) == name).Select(TryConnect)
            .OfType<Socket>().FirstOrDefault()
            ?? throw new EmulatorException($"no machine called {name} runs");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return new RunningMachine(await QmpClient.ConnectAsync(socket, (_, _) => { }, limit.Token),
                TemporaryFolder.Create());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            socket.Dispose();
            throw new EmulatorException($"machine {name} doesn't answer: another command may be looking at it");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _qmp.DisposeAsync();
        _folder.Dispose();
    }

    private static IEnumerable<string> Sockets() =>
        TemporaryFolder.All().SelectMany(folder => Directory.GetFiles(folder, "*" + Extension));

    private static Socket? TryConnect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
