// Serves a folder of files to the browsers of this machine, and nothing else.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Osmosis.Cli.Exploring;

/// <summary>
/// A server of HTTP on 127.0.0.1. It answers only GET and HEAD, only by its own name, and only with files of its
/// folder.
/// </summary>
internal sealed class SiteServer : IDisposable
{
    // What the page needs: v86 compiles WebAssembly, xterm.js makes style sheets.
    private const string Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' "
        + "'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
        + "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Somebody else may take a port between the moment it is found free and the listener's start.
    private const int Attempts = 10;

    private readonly SiteFiles _files;
    private readonly HttpListener _listener;
    private readonly string[] _names;

    private SiteServer(string folder, HttpListener listener, int port)
    {
        _files = new SiteFiles(folder);
        _listener = listener;
        Address = AddressOf("127.0.0.1", port);
        string suffix = string.Create(CultureInfo.InvariantCulture, $":{port}");
        _names = [$"127.0.0.1{suffix}", $"localhost{suffix}"];
    }

    /// <summary>The page's address.</summary>
    public string Address { get; }

    /// <param name="folder">The site.</param>
    /// <param name="port">0 for a free one.</param>
    /// <exception cref="FailedException">The port is somebody else's.</exception>
    public static SiteServer Start(string folder, int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            int tried = port == 0 ? FreePort() : port;
            HttpListener listener = new();
            listener.Prefixes.Add(AddressOf("127.0.0.1", tried));
            listener.Prefixes.Add(AddressOf("localhost", tried));
            try
            {
                listener.Start();
                return new SiteServer(folder, listener, tried);
            }
            catch (Exception refused) when (refused is HttpListenerException or SocketException)
            {
                End(listener.Close);
                if (port != 0 || attempt == Attempts)
                {
                    throw new FailedException(
                        $"the page can't be served at port {tried} of 127.0.0.1: {refused.Message}");
                }
            }
        }
    }

    /// <summary>Answers until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using CancellationTokenRegistration end = cancel.Register(() => End(_listener.Stop));
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                HttpListenerContext asked = await _listener.GetContextAsync();
                _ = Task.Run(() => Answer(asked), CancellationToken.None);
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException)
            {
                // Whoever asked has gone, or the server ends.
            }
        }
    }

    public void Dispose() => End(_listener.Close);

    // .NET opens the port once more to look up what is served there, and somebody else may have it by then.
    private static void End(Action end)
    {
        try
        {
            end();
        }
        catch (HttpListenerException)
        {
            // Nothing is served any more.
        }
    }

    // A browser that goes away in the middle is no concern of the others.
    private void Answer(HttpListenerContext asked)
    {
        HttpListenerResponse answer = asked.Response;
        try
        {
            HttpStatusCode status = !_names.Contains(asked.Request.UserHostName) ? HttpStatusCode.Forbidden
                : asked.Request.HttpMethod is not ("GET" or "HEAD") ? HttpStatusCode.MethodNotAllowed
                : HttpStatusCode.OK;
            string? file = status == HttpStatusCode.OK && asked.Request.Url is { } url
                ? _files.Find(Uri.UnescapeDataString(url.AbsolutePath)) : null;
            status = status == HttpStatusCode.OK && file is null ? HttpStatusCode.NotFound : status;
            byte[] content = file is null ? Encoding.ASCII.GetBytes($"{status}\n") : File.ReadAllBytes(file);
            answer.StatusCode = (int)status;
            answer.ContentType = file is null ? "text/plain" : SiteFiles.TypeOf(file);
            answer.ContentLength64 = content.Length;
            answer.Headers["Cache-Control"] = "no-cache";
            answer.Headers["Content-Security-Policy"] = Policy;
            answer.Headers["X-Content-Type-Options"] = "nosniff";
            if (status == HttpStatusCode.MethodNotAllowed)
            {
                answer.Headers["Allow"] = "GET, HEAD";
            }

            if (asked.Request.HttpMethod != "HEAD")
            {
                answer.OutputStream.Write(content);
            }

            answer.Close();
        }
        catch (Exception gone) when (gone is IOException or SocketException or HttpListenerException
            or ObjectDisposedException)
        {
            answer.Abort();
        }
    }

    private static string AddressOf(string name, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{name}:{port}/");

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
