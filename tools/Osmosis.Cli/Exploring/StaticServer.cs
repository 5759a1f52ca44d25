// Serves the files of one folder on 127.0.0.1, and nothing else.
using System.Net;
using System.Net.Sockets;

namespace Osmosis.Cli.Exploring;

internal sealed class StaticServer : IDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    };

    private readonly string _folder;
    private readonly HttpListener _listener;

    private StaticServer(string folder, HttpListener listener, string address)
    {
        _folder = Path.GetFullPath(folder);
        _listener = listener;
        Address = address;
    }

    /// <summary>The address for a browser.</summary>
    public string Address { get; }

    /// <param name="folder">The folder to serve; index.html stands for the folder.</param>
    /// <param name="port">0 for a free one.</param>
    /// <exception cref="FailedException">The port is not available.</exception>
    public static StaticServer Start(string folder, int port)
    {
        string address = $"http://127.0.0.1:{(port == 0 ? FreePort() : port)}/";
        HttpListener listener = new();
        listener.Prefixes.Add(address);
        try
        {
            listener.Start();
        }
        catch (HttpListenerException exception)
        {
            throw new FailedException($"can't serve on {address}: {exception.Message}");
        }

        return new StaticServer(folder, listener, address);
    }

    /// <summary>Answers until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using CancellationTokenRegistration end = cancel.Register(_listener.Stop);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The browser went away before it got its answer, or the server is ending.
            }
        }
    }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        string name = context.Request.Url?.AbsolutePath.TrimStart('/') ?? "";
        string path = Path.GetFullPath(Path.Combine(_folder, name.Length == 0 ? "index.html" : Uri.UnescapeDataString(name)));
        response.Headers["Cache-Control"] = "no-cache";
        if (!path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        response.ContentType = Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
        byte[] content = await File.ReadAllBytesAsync(path);
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }
}
