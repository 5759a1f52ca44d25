// Interrupts at any place: on a nearly full stack, and of vectors that nothing should raise (E2, E4, E5).
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

public sealed class InterruptStackTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    // Where `fault execute` calls.
    private const uint Code = 0xC0000000;
    private const uint StackBottom = 0xFF802000;
    private const uint BytesTried = 1024;
    private const int FirstUnexpected = 48;
    private const int LastVector = 255;

    [Slow]
    [Fact]
    public async Task A_stack_overflow_ends_the_command_wherever_an_interrupt_falls()
    {
        // Each run of the code sets ESP 8 bytes higher, waits for an interrupt there, and then pushes until the stack
        // overflows.
        //     mov esp, [bottom]; add dword [bottom], 8; sti; hlt; 1: push eax; jmp 1b
        const uint Bottom = Code + 0x100;
        await machine.Console.RunAsync($"map 0x{Code:x}");
        await machine.Monitor.StopAsync();
        await WriteAsync(Code,
            [0x8B, 0x25, .. Bytes(Bottom), 0x83, 0x05, .. Bytes(Bottom), 8, 0xFB, 0xF4, 0x50, 0xEB, 0xFD]);
        await WriteAsync(Bottom, Bytes(StackBottom + 8));
        await machine.Monitor.ContinueAsync();
        for (uint left = 8; left <= BytesTried; left += 8)
        {
            FaultReport report = new(await machine.Console.RunAsync("fault execute"));
            Assert.True(report.Headline.StartsWith("fault: kernel stack overflow: ", StringComparison.Ordinal),
                $"{left} bytes left: {report.Headline}");
            Assert.Equal("command ended by a fault", report.Lines[^1]);
        }

        await AssertUnharmedAsync();
    }

    [Fact]
    public async Task An_interrupt_that_nothing_should_raise_is_counted_and_returns()
    {
        ulong before = (await machine.RowsAsync("irq")).Number("unexpected interrupts");
        await machine.Console.RunAsync($"map 0x{Code:x}");
        await machine.Monitor.StopAsync();
        // int 48; int 49; … int 255; ret
        await WriteAsync(Code,
            [.. Enumerable.Range(FirstUnexpected, LastVector - FirstUnexpected + 1)
                .SelectMany(vector => (byte[])[0xCD, (byte)vector]), 0xC3]);
        await machine.Monitor.ContinueAsync();
        Assert.Equal(["fault: nothing happened, which is wrong"], await machine.Console.RunAsync("fault execute"));
        Rows irq = await machine.RowsAsync("irq");
        Assert.Equal(before + 208, irq.Number("unexpected interrupts"));
        Assert.Equal(255ul, irq.Number("last unexpected vector"));
        await AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    [InlineData(48)]
    public async Task Each_says_its_vector(byte vector)
    {
        await machine.Console.RunAsync($"map 0x{Code:x}");
        await machine.Monitor.StopAsync();
        await WriteAsync(Code, [0xCD, vector, 0xC3]);
        await machine.Monitor.ContinueAsync();
        await machine.Console.RunAsync("fault execute");
        Assert.Equal(vector, (await machine.RowsAsync("irq")).Number("last unexpected vector"));
        await AssertUnharmedAsync();
    }

    private static byte[] Bytes(uint value) => BitConverter.GetBytes(value);

    private Task WriteAsync(uint address, byte[] bytes) => machine.Debugger.WriteMemoryAsync(address, bytes);

    private async Task AssertUnharmedAsync()
    {
        await machine.Console.RunAsync($"unmap 0x{Code:x}");
        Assert.Empty(await machine.Console.RunAsync("sleep 50"));
        Assert.StartsWith("alloc_test: passed", Assert.Single(await machine.Console.RunAsync("alloc_test")),
            StringComparison.Ordinal);
        Assert.Equal(["heap check: passed"], await machine.Console.RunAsync("heap check"));
    }
}
