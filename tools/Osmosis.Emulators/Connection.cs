// Waits for an emulator to connect to us, or to end first.
using System.Net.Sockets;

namespace Osmosis.Emulators;

internal static class Connection
{
    /// <summary>A socket in a file, for one connection.</summary>
    public static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
        return socket;
    }

    /// <exception cref="EmulatorException">The emulator ended first; the message says how.</exception>
    public static async Task<Socket> AcceptAsync(Socket listener, Task<MachineEnd> ended, CancellationToken cancel)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task<Socket> accepted = listener.AcceptAsync(stop.Token).AsTask();
        if (await Task.WhenAny(accepted, ended) == accepted)
        {
            return await accepted;
        }

        await stop.CancelAsync();
        throw new EmulatorException((await ended).ToString());
    }
}
