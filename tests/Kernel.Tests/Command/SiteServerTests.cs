// The server of ./osmosis explore: what it gives, and to whom it gives nothing.
using System.Net;
using System.Net.Sockets;
using System.Text;
using Osmosis.Cli;
using Osmosis.Cli.Exploring;

namespace Osmosis.Kernel.Tests.Command;

public sealed class SiteServerTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-site-");
    private readonly CancellationTokenSource _end = new();

    private SiteServer _server = null!;
    private Task _running = Task.CompletedTask;

    private Uri Address => new(_server.Address);

    public ValueTask InitializeAsync()
    {
        string site = _folder.CreateSubdirectory("site").FullName;
        Directory.CreateDirectory(Path.Combine(site, "assets"));
        File.WriteAllText(Path.Combine(_folder.FullName, "secret"), "secret");
        File.WriteAllText(Path.Combine(site, "index.html"), "<title>the page</title>");
        File.WriteAllBytes(Path.Combine(site, "kernel.elf"), [1, 2, 3]);
        File.WriteAllText(Path.Combine(site, "assets", "a b.js"), "script");
        _server = SiteServer.Start(site, port: 0);
        _running = _server.RunAsync(_end.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(s_patience);
        _server.Dispose();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_serves_the_page_and_tells_browsers_to_take_it_for_nothing_else()
    {
        string page = await AskAsync("GET", "/?a=b#c");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/html; charset=utf-8\r\n", page, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", page, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Security-Policy: default-src 'none'; ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Origin", page, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n<title>the page</title>", page, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n\u0001\u0002\u0003", await AskAsync("GET", "/kernel.elf"), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nscript", await AskAsync("GET", "/assets/a%20b.js"), StringComparison.Ordinal);
        string head = await AskAsync("HEAD", "/kernel.elf");
        Assert.Contains("Content-Length: 3\r\n", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/%00")]
    [InlineData("/a%00b")]
    [InlineData("/%")]
    [InlineData("/%ff")]
    [InlineData("/../secret")]
    [InlineData("/%2e%2e/secret")]
    [InlineData("/..%2fsecret")]
    [InlineData("/assets/../../secret")]
    [InlineData("//etc/hostname")]
    [InlineData("/assets")]
    [InlineData("/no-such-file")]
    [InlineData("/two words")]
    [InlineData("*")]
    public async Task It_answers_a_path_that_is_none_of_its_files_and_gives_nothing_away(string path)
    {
        string answer = await AskAsync("GET", path);
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET", "/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task It_is_only_asked(string method)
    {
        string answer = await AskAsync(method, "/");
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET, HEAD\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_its_own_name_and_no_other_so_that_no_page_elsewhere_can_ask_it()
    {
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET", "/", $"localhost:{Address.Port}"),
            StringComparison.Ordinal);
        foreach (string other in (string[])["example.org", $"example.org:{Address.Port}", "127.0.0.1"])
        {
            Assert.Matches("^HTTP/1.1 40[34] ", await AskAsync("GET", "/", other));
        }
    }

    [Theory]
    [InlineData("\0\0\0 nonsense\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("")]
    public async Task It_bears_what_is_no_request(string text)
    {
        Assert.Matches("^(HTTP/1.1 400 |$)", await SendAsync(text));
        Assert.Matches("^(HTTP/1.1 400 |$)", await SendAsync(new string('x', 20_000)));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET", "/"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_in_a_line()
    {
        FailedException refused =
            Assert.Throws<FailedException>(() => SiteServer.Start(_folder.FullName, Address.Port));
        Assert.StartsWith($"the page can't be served at port {Address.Port} of 127.0.0.1: ", refused.Message,
            StringComparison.Ordinal);
    }

    private Task<string> AskAsync(string method, string path, string? host = null) =>
        SendAsync($"{method} {path} HTTP/1.1\r\nhost: {host ?? Address.Authority}\r\ncontent-length: 0\r\n\r\n");

    private async Task<string> SendAsync(string text)
    {
        using CancellationTokenSource limit = new(s_patience);
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Address.Port, limit.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), limit.Token);
        client.Client.Shutdown(SocketShutdown.Send);
        using StreamReader answer = new(stream, Encoding.Latin1);
        return await answer.ReadToEndAsync(limit.Token);
    }
}
