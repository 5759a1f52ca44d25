// An emulator's serial line at a port, which every user of the host can reach: only our own user's connection is taken.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Emulators;

public sealed class ConnectionTests
{
    private const string SomebodyElse = "65534";

    private static readonly Task<MachineEnd> _neverEnds = new TaskCompletionSource<MachineEnd>().Task;

    [Fact]
    public async Task Another_user_s_connection_is_closed_and_ours_is_taken()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can connect as another user");
        using Socket listener = Connection.ListenOnLoopback();
        IPEndPoint address = (IPEndPoint)listener.LocalEndPoint!;
        Task<Socket> accepting = Connection.AcceptAsync(listener, _neverEnds, CancellationToken.None);
        using Process other = StartAs(SomebodyElse, address.Port);
        Assert.Equal("closed", await other.StandardOutput.ReadLineAsync().WaitAsync(TimeLimit.Patience));
        Assert.False(accepting.IsCompleted);
        using Socket own = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await own.ConnectAsync(address);
        using Socket accepted = await accepting;
        Assert.Equal(own.LocalEndPoint, accepted.RemoteEndPoint);
        await other.WaitForExitAsync();
    }

    // Says when its connection has been closed from the other end.
    private static Process StartAs(string user, int port)
    {
        string script =
            $"exec 3<>/dev/tcp/127.0.0.1/{port.ToString(CultureInfo.InvariantCulture)} && ! read -u 3 && echo closed";
        string[] arguments = ["--reuid", user, "--clear-groups", "bash", "-c", script];
        return Process.Start(new ProcessStartInfo("setpriv", arguments) { RedirectStandardOutput = true })!;
    }
}
