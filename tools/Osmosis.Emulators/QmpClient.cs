// QEMU's machine protocol (QMP): one JSON object a line, commands answered in order, events in between.
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Osmosis.Emulators;

/// <summary>One connection to QEMU's control socket. Safe to use from several threads: commands queue.</summary>
public sealed class QmpClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;
    private readonly SemaphoreSlim _oneCommand = new(1, 1);
    private readonly Action<string, JsonElement> _onEvent;
    private volatile Request? _pending;
    private volatile bool _closed;
    private int _lastId;
    private Task _reading = Task.CompletedTask;

    private QmpClient(Socket socket, Action<string, JsonElement> onEvent)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream);
        _onEvent = onEvent;
    }

    /// <summary>
    /// Connects to QEMU on <paramref name="socket"/>; from then on <paramref name="onEvent"/> gets each event's name
    /// and data.
    /// </summary>
    public static async Task<QmpClient> ConnectAsync(Socket socket, Action<string, JsonElement> onEvent,
        CancellationToken cancel)
    {
        QmpClient client = new(socket, onEvent);
        if (await client._reader.ReadLineAsync(cancel) is null)
        {
            throw new EmulatorException("QEMU closed its control connection at once");
        }

        client._reading = Task.Run(client.ReadAsync, CancellationToken.None);
        await client.ExecuteAsync("qmp_capabilities", null, cancel);
        return client;
    }

    /// <summary>Runs a QMP command and returns its result.</summary>
    /// <exception cref="EmulatorException">QEMU refused the command.</exception>
    /// <exception cref="EmulatorGoneException">QEMU is gone.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancel)
    {
        await _oneCommand.WaitAsync(cancel);
        try
        {
            Request request = new(++_lastId);
            _pending = request;
            if (_closed)
            {
                throw new EmulatorGoneException($"QEMU is gone: cannot run {command}");
            }

            JsonObject message = new() { ["execute"] = command, ["id"] = request.Id };
            if (arguments is not null)
            {
                message["arguments"] = arguments;
            }

            await _stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message), cancel);
            JsonElement answer = await request.Answer.Task.WaitAsync(cancel);
            return answer.TryGetProperty("return", out JsonElement result)
                ? result
                : throw new EmulatorException(
                    $"QEMU refused {command}: {answer.GetProperty("error").GetProperty("desc").GetString()}");
        }
        catch (IOException exception)
        {
            throw new EmulatorGoneException($"QEMU is gone: cannot run {command}: {exception.Message}");
        }
        finally
        {
            _oneCommand.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _reader.ReadLineAsync() is { } line)
            {
                JsonElement message = JsonDocument.Parse(line).RootElement;
                if (message.TryGetProperty("event", out JsonElement name))
                {
                    _onEvent(name.GetString()!, message.TryGetProperty("data", out JsonElement data) ? data : default);
                }
                else if (_pending is { } request && message.TryGetProperty("id", out JsonElement id)
                    && id.GetInt32() == request.Id)
                {
                    request.Answer.TrySetResult(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other end closed in the middle of a line, which counts like closing after it.
        }

        _closed = true;
        _pending?.Answer.TrySetException(new EmulatorGoneException("QEMU is gone"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _oneCommand.Dispose();
    }

    /// <summary>A pending command. Its number keeps a late answer from being mistaken for the next command's.</summary>
    private sealed record Request(int Id)
    {
        public TaskCompletionSource<JsonElement> Answer
        {
            get;
        } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
