// The symbol table's places of the return address and of the caller's EBP, checked at every instruction that a running
// kernel executes.
using Osmosis.Metal;

namespace Osmosis.Kernel.Tests.Diagnostics;

public sealed class StackWalkTests
{
    private const int StepsFromEach = 4000;

    private static readonly TimeSpan TimeForAll = TimeSpan.FromMinutes(5);

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);
    private readonly LinkedSymbols _symbols;

    public StackWalkTests() => _symbols = new(_image.SymbolTable());

    [Slow]
    [Fact]
    public async Task The_return_address_is_where_the_table_says_at_every_instruction()
    {
        using CancellationTokenSource limit = new(TimeForAll);
        await using QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image, WaitForDebugger = true });
        using Debugger debugger = await Debugger.ConnectAsync(machine, limit.Token);
        // In running order. From the first interrupt on the serial port receives typed input.
        uint typed = _image["interrupt_stub_32"];
        uint[] places =
        [
            _image["kernel_main"], _image.Method("MemoryStartup", "InitialiseFrames"),
            _image.Method("MemoryStartup", "EnablePaging"),
            typed, _image.Method("CommandShell", "Execute"), _image["kmalloc"], _image["kfree"],
        ];
        HashSet<string> seen = [];
        foreach (uint place in places)
        {
            await FollowAsync(debugger, await debugger.RunToAsync(place, limit.Token), seen, limit.Token);
            if (place == typed)
            {
                await machine.Serial.SendAsync("alloc_test\r", limit.Token);
            }
        }

        // Enough for a meaningful test: assembly routines, and methods with and without a frame.
        Assert.Contains("interrupt_common", seen);
        Assert.InRange(seen.Count, 50, int.MaxValue);
    }

    private async Task FollowAsync(Debugger debugger, RegisterValues registers, HashSet<string> seen,
        CancellationToken cancel)
    {
        ShadowStack calls = new();
        calls.Enter(registers[Register.Esp], registers[Register.Ebp]);
        for (int step = 0; step < StepsFromEach && !calls.IsEmpty; step++)
        {
            uint eip = registers[Register.Eip];
            byte[] instruction = _image.Bytes(eip, eip + 2);
            await CheckAsync(debugger, registers, instruction[0], calls.Top, cancel);
            seen.Add(_symbols.NameAt(eip)!);
            (uint esp, uint ebp) = (registers[Register.Esp], registers[Register.Ebp]);
            registers = await debugger.StepAsync(registers, cancel);
            calls.Follow(instruction, esp, registers[Register.Esp], ebp);
        }
    }

    private async Task CheckAsync(Debugger debugger, RegisterValues registers, byte opcode, Call call,
        CancellationToken cancel)
    {
        (uint eip, uint esp, uint ebp) = (registers[Register.Eip], registers[Register.Esp], registers[Register.Ebp]);
        FrameRule rule = RuleAt(eip, opcode);
        string place = $"{_symbols.NameAt(eip)} at 0x{eip:x8} ({_symbols.LineAt(eip)})";
        Assert.True(rule.Kind is FrameKind.Call or FrameKind.Interrupt, $"{place}: {rule.Kind}");
        Assert.True(call.Slot == rule.ReturnSlot(esp, ebp),
            $"{place}: return address at 0x{call.Slot:x8}, not 0x{rule.ReturnSlot(esp, ebp):x8}");
        uint callersEbp = rule.IsEbpSaved ? await debugger.ReadMemoryAsync(rule.SavedEbpSlot(esp, ebp), cancel) : ebp;
        Assert.True(call.Ebp == callersEbp, $"{place}: the caller's EBP is 0x{call.Ebp:x8}, not 0x{callersEbp:x8}");
    }

    private FrameRule RuleAt(uint eip, byte opcode)
    {
        Assert.True(_symbols.Table.TryFind(eip, out FunctionSymbol function), $"0x{eip:x8} is in no function");
        return opcode is 0xC2 or 0xC3 ? FrameRule.AtReturn : _symbols.Table.FrameAt(in function, eip);
    }
}
