// The serial line loses nothing, however much comes and however fast: what the buffer has no room for waits outside.
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

public sealed class SerialInputTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    // The sizes of the receive buffer and of the shell's line.
    private const int BufferSize = 2048;
    private const int LineLength = 60;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Fact]
    public async Task A_burst_of_what_the_buffer_holds_while_nobody_reads_loses_nothing()
    {
        string[] commands = ["resolve 0x1001", "resolve 0x2002", "resolve 0x3003", "resolve 0x4004"];
        string burst = string.Concat(commands.Select(command => command + "\r"));
        burst += new string(' ', BufferSize - burst.Length - LineLength - 1) + "\r" + new string('x', LineLength);
        Assert.Equal(BufferSize, burst.Length);
        ulong lost = await LostAsync();
        int line = await BusyAsync();
        await machine.Machine.Serial.SendAsync(burst, CancellationToken.None);
        Assert.True(
            await machine.Console.WaitAsync(transcript =>
                transcript.CurrentLine == KernelConsole.Prompt + new string('x', LineLength), _patience));
        string said = string.Join('\n',
            machine.Machine.Serial.Look(transcript => transcript.Lines(line, transcript.Count)));
        Assert.All(commands,
            command => Assert.Contains($"physical address: p0x0000{command[^4..]}", said, StringComparison.Ordinal));
        await machine.Console.CatchUpAsync();
        Assert.Equal(lost, await LostAsync());
    }

    [Fact]
    public async Task What_a_burst_has_more_than_the_buffer_waits()
    {
        const int TooMany = 444;
        ulong lost = await LostAsync();
        await BusyAsync();
        await machine.Machine.Serial.SendAsync(new string('y', BufferSize + TooMany), CancellationToken.None);
        string expected = KernelConsole.Prompt + new string('y', BufferSize + TooMany);
        Assert.True(await machine.Console.WaitAsync(transcript => transcript.CurrentLine == expected, _patience),
            machine.Console.CurrentLine);
        await machine.Console.CatchUpAsync();
        Assert.Equal(lost, await LostAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(64)]
    public async Task A_line_that_is_sent_in_paced_pieces_arrives_whole(int piece)
    {
        byte[] line =
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, LineLength).Select(i => (char)('a' + i % 26))));
        ulong lost = await LostAsync();
        await machine.Console.TypeAsync("\u0003", line => line == KernelConsole.Prompt, _patience);
        foreach (byte[] part in line.Chunk(piece))
        {
            await machine.Machine.Serial.SendAsync(part, CancellationToken.None);
            await Task.Delay(1);
        }

        string expected = KernelConsole.Prompt + Encoding.ASCII.GetString(line);
        Assert.True(await machine.Console.WaitAsync(transcript => transcript.CurrentLine == expected, _patience),
            machine.Console.CurrentLine);
        await machine.Console.CatchUpAsync();
        Assert.Equal((lost, 0ul), (await LostAsync(), (await machine.RowsAsync("irq")).Number("serial overruns")));
    }

    // Stopped just before the port's self-test, so that its buffer has filled with the bytes sent.
    [Fact]
    public async Task A_machine_whose_line_is_busy_when_it_starts_finds_its_port()
    {
        await using QemuMachine busy =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        KernelConsole console = new(busy);
        Task sending = busy.Serial.SendAsync(new string('z', 4000), CancellationToken.None);
        using Debugger debugger = await Debugger.ConnectAsync(busy);
        await debugger.RunToAsync(machine.Image.Method("SerialPort", "AnswersItself"));
        await Task.Delay(300);
        await debugger.DetachAsync();
        Assert.True(
            await console.WaitAsync(transcript =>
                transcript.CurrentLine.StartsWith(KernelConsole.Prompt, StringComparison.Ordinal), _patience));
        await sending;
        await console.CatchUpAsync();
        Assert.Equal("present", new Rows(await console.RunAsync("info")).Text("serial port"));
    }

    // Reading the line status clears the overrun bit. While a report is printed, with interrupts off, the printing
    // reads it. No emulator's line overruns, so the debugger sets the bit in the value read.
    [Fact]
    public async Task An_overrun_is_told_at_the_prompt_and_the_line_next_to_it_is_not_executed()
    {
        const uint LineStatus = 0x3FD;
        const uint Overrun = 2;
        await using QemuMachine overrun =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        KernelConsole console = new(overrun);
        using Debugger debugger = await Debugger.ConnectAsync(overrun);
        Task<IReadOnlyList<string>> prompt = console.WaitForPromptAsync();
        await debugger.ContinueAsync();
        await prompt;
        await overrun.Monitor.StopAsync();
        await overrun.Serial.SendAsync("fault null\r", CancellationToken.None);
        await debugger.RunToAsync(machine.Image.Method("FaultPrinter", "WriteRegisters"));
        RegisterValues registers = await debugger.RunToAsync(machine.Image["port_read8"]);
        Assert.Equal(LineStatus, registers[Register.Ecx]);

        // mov edx, ecx; xor eax, eax; in al, dx; ret
        for (int i = 0; i < 3; i++)
        {
            registers = await debugger.StepAsync(registers);
        }

        await debugger.WriteAsync(Register.Eax, registers[Register.Eax] | Overrun);
        await debugger.DetachAsync();
        Assert.True(
            await console.WaitAsync(all => all.Find(0, "command ended by a fault") is not null
                && all.CurrentLine == KernelConsole.Prompt, _patience));
        Assert.Equal(["not executed: input was lost in this line or next to it, at least 1 byte"],
            await console.RunAsync("kmalloc 8"));
        Rows irq = new(await console.RunAsync("irq"));
        Assert.Equal((1ul, 1ul), (irq.Number("serial overruns"), irq.Number("serial bytes lost")));
        Assert.Equal(0ul, new Rows(await console.RunAsync("heap")).Number("live allocations"));
    }

    private async Task<ulong> LostAsync() => (await machine.RowsAsync("irq")).Number("serial bytes lost");

    // The shell sleeps, so nobody reads the input. In: the prompt. Out: the line with the command.
    private async Task<int> BusyAsync()
    {
        int line = machine.Machine.Serial.Look(transcript => transcript.Count - 1);
        await machine.Machine.Serial.SendAsync("sleep 700\r", CancellationToken.None);
        Assert.True(await machine.Console.WaitAsync(transcript => transcript.Count - 1 > line, _patience));
        await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(100));
        return line;
    }
}
