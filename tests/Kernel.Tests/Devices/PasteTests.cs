// Many times what the kernel can buffer, pasted into the serial prompt: every line is executed, exactly, in order.
using System.Globalization;
using System.Text;
using Osmosis.Kernel.Tests.Image;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Devices;

[Slow]
public sealed class PasteTests(MenulessImage image) : IClassFixture<MenulessImage>
{
    private const int Characters = 30_000;
    private const int BochsCharacters = 2_600;

    // The last answer, and the prompt below it.
    private const int AnswerLines = 2;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    [Fact]
    public async Task In_QEMU_every_line_is_executed_in_order()
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image });
        await PasteAsync(machine, Characters);
    }

    // Bochs gives the line its speed, 11,520 characters a second of its own time, which on a busy host is many seconds
    // of ours: so fewer characters, but more than what the kernel's buffer holds.
    [Fact]
    public async Task In_Bochs_every_line_is_executed_in_order()
    {
        uint halt = KernelImage.Load(Checkout.Image)["halt_forever"];
        await using BochsMachine machine = await BochsMachine.StartAsync(new BochsOptions(image.Path, halt));
        await PasteAsync(machine, BochsCharacters);
    }

    // The command shows its own address, so that each answer is told from every other.
    private static async Task PasteAsync(IEmulator machine, int characters)
    {
        KernelConsole console = new(machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        List<string> expected = [];
        StringBuilder paste = new();
        for (uint address = 0x1000; paste.Length < characters; address += 7)
        {
            string command = address % 5 == 0
                ? $"no_such_{address}" : string.Create(CultureInfo.InvariantCulture, $"peek {address}");
            paste.Append(command).Append('\r');
            expected.Add(KernelConsole.Prompt + command);
        }

        int before = machine.Serial.Look(transcript => transcript.Count - 1);
        Task sending = machine.Serial.SendAsync(paste + "ticks\r", CancellationToken.None);

        // Among the last lines, because to look at all of them at each change would take longer than to answer them.
        bool isAnswered = await console.WaitAsync(
            transcript =>
                transcript.Find(Math.Max(before, transcript.Count - AnswerLines), "ticks per second") is not null,
                _patience);
        string[] said = machine.Serial.Look(transcript => transcript.Lines(before, transcript.Count));
        Assert.True(isAnswered,
            $"no answer to the last line; {said.Length} lines, the last {string.Join('\n', said.TakeLast(3))}");
        await sending;
        Assert.Equal(expected,
            said.Where(line => line.StartsWith(KernelConsole.Prompt, StringComparison.Ordinal)).Take(expected.Count));
        for (int i = 0; i + 1 < said.Length && said[i] != KernelConsole.Prompt + "ticks"; i += 2)
        {
            string[] words = said[i][KernelConsole.Prompt.Length..].Split(' ');
            string answer = words is ["peek", { } address]
                ? $"v0x{uint.Parse(address, CultureInfo.InvariantCulture):x8}: 0x" : $"unknown command: {words[0]} ";
            Assert.StartsWith(answer, said[i + 1], StringComparison.Ordinal);
        }

        await console.CatchUpAsync();
        Rows irq = new(await console.RunAsync("irq"));
        Assert.Equal((0ul, 0ul), (irq.Number("serial bytes lost"), irq.Number("serial overruns")));
    }
}
