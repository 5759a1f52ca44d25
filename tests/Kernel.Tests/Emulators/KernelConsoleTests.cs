// When the shell's answer is complete, shown on a line whose other end is written by the test, at any pace.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Osmosis.Kernel.Tests.Emulators;

public sealed class KernelConsoleTests
{
    private const string Ended = "\e]133;D;0\a\r";

    // What the shell writes until it waits for input; then nothing comes for a while, as on a busy machine.
    [Theory]
    [InlineData("osmosis> xxx", "\e[2J\e[Hosmosis> ", "mem\r\n", "free frames: 7\r\n")]
    [InlineData("osmosis> mem\r\n", "osmosis> ", "\rfree frames: 7\r\n", "")]
    [InlineData("osmosis> mem\r\n", "free frames: 7\r\n", "osmosis> ", "\r\e[K")]
    public async Task An_answer_is_complete_when_the_shell_says_so_and_not_when_something_looks_like_a_prompt(
        params string[] pieces)
    {
        await using MadeUpMachine machine = await MadeUpMachine.StartAsync();
        KernelConsole console = new(machine);
        await machine.WriteAsync("booting\r\nosmosis> ");
        Assert.Equal(["booting"], await console.WaitForPromptAsync());
        Task<IReadOnlyList<string>> answer = console.RunAsync("mem");
        foreach (string piece in pieces)
        {
            await machine.WriteAsync(piece);
            await Task.WhenAny(answer, Task.Delay(50));
            Assert.False(answer.IsCompleted, piece);
        }

        await machine.WriteAsync($"{Ended}osmosis> ");
        Assert.Contains("free frames: 7", await answer);
    }

    // The emulator's end of the line is the test.
    private sealed class MadeUpMachine(SerialLine serial, Socket guest) : IEmulator
    {
        public SerialLine Serial => serial;

        public Task<MachineEnd> Ended { get; } = new TaskCompletionSource<MachineEnd>().Task;

        public bool HasTripleFaulted => false;

        public static async Task<MadeUpMachine> StartAsync()
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            Socket guest = new(SocketType.Stream, ProtocolType.Tcp);
            await guest.ConnectAsync(listener.LocalEndpoint);
            return new MadeUpMachine(new SerialLine(await listener.AcceptSocketAsync()), guest);
        }

        public async Task WriteAsync(string text) => await guest.SendAsync(Encoding.Latin1.GetBytes(text));

        public Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default) =>
            throw new NotSupportedException();

        public async ValueTask DisposeAsync()
        {
            guest.Dispose();
            await serial.DisposeAsync();
        }
    }
}
