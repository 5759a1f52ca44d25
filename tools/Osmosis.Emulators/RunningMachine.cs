// Machines started by a person that run now: found by name, inspected without stopping them.
using System.Globalization;
using System.Net.Sockets;

namespace Osmosis.Emulators;

/// <summary>A QEMU with a control socket in a well-known place. Disposing of this leaves the machine as it is.</summary>
public sealed class RunningMachine : IAsyncDisposable
{
    private const string Extension = ".qmp";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly QmpClient _qmp;
    private readonly DirectoryInfo _folder;

    private RunningMachine(QmpClient qmp, DirectoryInfo folder)
    {
        _qmp = qmp;
        _folder = folder;
        Monitor = new QemuMonitor(qmp, folder.FullName);
    }

    public QemuMonitor Monitor { get; }

    /// <summary>The sockets' folder: the user's runtime folder, which lasts until logout.</summary>
    public static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), $"osmosis-{Environment.UserName}"), "osmosis");

    /// <summary>The name of a machine started by this process.</summary>
    public static string OwnName => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The names of the running machines. Deletes leftovers of others.</summary>
    public static IReadOnlyList<string> Names()
    {
        List<string> names = [];
        foreach (string path in Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*" + Extension) : [])
        {
            using Socket? socket = TryConnect(path);
            if (socket is null)
            {
                File.Delete(path);
            }
            else
            {
                names.Add(Path.GetFileNameWithoutExtension(path));
            }
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The arguments that give a QEMU its socket.</summary>
    public static IReadOnlyList<string> Arguments(string name)
    {
        Directory.CreateDirectory(Folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // A comma inside a value of QEMU's option syntax is written twice.
        return ["-qmp", $"unix:{PathOf(name).Replace(",", ",,", StringComparison.Ordinal)},server=on,wait=off"];
    }

    /// <exception cref="EmulatorException">The machine doesn't run, or somebody else is attached to it.</exception>
    public static async Task<RunningMachine> AttachAsync(string name, CancellationToken cancel)
    {
        Socket socket = TryConnect(PathOf(name)) ?? throw new EmulatorException($"no machine called {name} runs");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return new RunningMachine(await QmpClient.ConnectAsync(socket, (_, _) => { }, limit.Token), Directory.CreateTempSubdirectory("osmosis-"));
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
        _folder.Delete(recursive: true);
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + Extension);

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
