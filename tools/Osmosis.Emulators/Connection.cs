// Waits for an emulator to connect to us, or to end first.
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Osmosis.Emulators;

public static class Connection
{
    // In Linux' table of TCP sockets, a line each: "0: 0100007F:A551 0100007F:CA9A 01 ... uid". The port is in
    // hexadecimal.
    private const string SocketTable = "/proc/net/tcp";
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int UserColumn = 7;

    /// <summary>A socket in a file, for one connection.</summary>
    public static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
        return socket;
    }

    /// <summary>A socket at a free port of this host, which any of its users can connect to.</summary>
    public static Socket ListenOnLoopback()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    /// <summary>The first connection of this process's own user. Those of other users are closed.</summary>
    /// <exception cref="EmulatorException">The emulator ended first; the message says how.</exception>
    public static async Task<Socket> AcceptAsync(Socket listener, Task<MachineEnd> ended, CancellationToken cancel)
    {
        while (true)
        {
            Socket socket = await AcceptAnyAsync(listener, ended, cancel);
            if (IsOwnUsers(socket))
            {
                return socket;
            }

            socket.Dispose();
        }
    }

    private static async Task<Socket> AcceptAnyAsync(Socket listener, Task<MachineEnd> ended, CancellationToken cancel)
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

    // A socket in a file is in a folder that only its owner may enter.
    private static bool IsOwnUsers(Socket socket)
    {
        if (socket is not
            {
                LocalEndPoint: IPEndPoint { Port: int ours },
                RemoteEndPoint: IPEndPoint { Port: int theirs }
            })
        {
            return true;
        }

        string user = FileOwner.EffectiveUser().ToString(CultureInfo.InvariantCulture);
        return File.ReadLines(SocketTable)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(columns => HasPort(columns[LocalColumn], theirs) && HasPort(columns[RemoteColumn], ours)
                && columns[UserColumn] == user);
    }

    private static bool HasPort(string address, int port) => address.EndsWith($":{port:X4}", StringComparison.Ordinal);
}
