// Passes keys from a debugger's command to the kernel's shell.
using System.Net.Sockets;
using Osmosis.Emulators;

namespace Osmosis.Cli.Debugging;

internal sealed class KeyRelay : IDisposable
{
    /// <summary>The environment variable that tells the debugger's extension where to send.</summary>
    public const string Variable = "OSMOSIS_KEYS";

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private KeyRelay()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
    }

    public string Path => _folder.In("keys");

    /// <summary>Listens until it is disposed of or cancelled.</summary>
    public static KeyRelay Start(QemuMachine machine, CancellationToken cancel)
    {
        KeyRelay relay = new();
        _ = relay.PassOnAsync(machine, cancel);
        return relay;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private async Task PassOnAsync(QemuMachine machine, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                using Socket sender = await _listener.AcceptAsync(cancel);
                using StreamReader text = new(new NetworkStream(sender));
                await machine.Serial.SendAsync(await text.ReadToEndAsync(cancel), cancel);
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The session is over.
        }
    }
}
