// The kernel reads a Multiboot 2 boot loader's data correctly, and doesn't believe its lies.
using Osmosis.Kernel.Tests.Image;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Boot;

[Slow]
public sealed class Multiboot2Tests(MenulessImage image) : IClassFixture<MenulessImage>, IAsyncLifetime
{
    private const uint BootMagic = 0x36D76289;
    private const uint MapTag = 6;
    private const uint EndTag = 0;

    private static readonly TimeSpan _patience = TimeLimit.Patience;

    private QemuMachine _machine = null!;
    private Debugger _debugger = null!;
    private uint _information;

    // GRUB's first entry is the kernel by Multiboot 2. The machine is stopped at the kernel's first instruction.
    public async ValueTask InitializeAsync()
    {
        _machine = await QemuMachine.StartAsync(
            new QemuOptions { KernelPath = image.Path, Medium = BootMedium.Cd, WaitForDebugger = true });
        _debugger = await Debugger.ConnectAsync(_machine);
        await _debugger.RunToAsync(KernelImage.Load(Checkout.Image).Entry);
        Assert.Equal(BootMagic, await _debugger.ReadAsync(Register.Eax));
        _information = await _debugger.ReadAsync(Register.Ebx);
    }

    [Fact]
    public async Task The_kernel_s_map_is_the_boot_loader_s_and_its_information_is_withheld()
    {
        uint map = await FindAsync(MapTag);
        uint size = await _debugger.ReadMemoryAsync(map + 4);
        List<string> expected = [];
        for (uint entry = map + 16; entry < map + size; entry += await _debugger.ReadMemoryAsync(map + 8))
        {
            ulong start = await QuadAsync(entry);
            expected.Add(
                $"p0x{start:x16} to p0x{start + await QuadAsync(entry + 8):x16}: "
                    + $"{(await _debugger.ReadMemoryAsync(entry + 16) == 1 ? "usable" : "reserved")}");
        }

        uint last = (_information + await _debugger.ReadMemoryAsync(_information) - 1) >> 12;
        await _debugger.DetachAsync();
        KernelConsole console = new(_machine) { Timeout = _patience };
        await console.WaitForPromptAsync();
        IReadOnlyList<string> memmap = await console.RunAsync("memmap");
        Assert.Equal(expected,
            memmap.Where(line => line.StartsWith("p0x", StringComparison.Ordinal)).Select(line => line.Split(',')[0]));
        Assert.Contains(memmap.Where(line => line.StartsWith("reserved: frames ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')),
            words => uint.Parse(words[2]) <= _information >> 12 && uint.Parse(words[4]) >= last);
    }

    [Theory]
    [InlineData(0u, 0x7FFFFFFFu, "its length or its address is impossible")]
    [InlineData(12u, 0xFFFFFFF8u, "a tag's length is impossible")]
    public async Task An_information_that_lies_stops_boot_with_a_message(uint offset, uint value, string message)
    {
        await _debugger.WriteMemoryAsync(_information + offset, BitConverter.GetBytes(value));
        await AssertPanicAsync(message);
    }

    [Fact]
    public async Task An_information_without_an_end_stops_boot_with_a_message()
    {
        uint end = await FindAsync(EndTag);
        await _debugger.WriteMemoryAsync(_information, BitConverter.GetBytes(end - _information));
        await AssertPanicAsync("its last tag is missing");
    }

    public async ValueTask DisposeAsync()
    {
        _debugger?.Dispose();
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }
    }

    private async Task AssertPanicAsync(string message)
    {
        await _debugger.DetachAsync();
        KernelConsole console = new(_machine) { Timeout = _patience };
        NoAnswerException silence = await Assert.ThrowsAsync<NoAnswerException>(() => console.WaitForPromptAsync());
        Assert.StartsWith($"panic: the boot loader's information can't be used: {message} (at p0x", Assert.Single(
            silence.Output, line => line.StartsWith(KernelConsole.PanicMark, StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.False(_machine.HasTripleFaulted);
    }

    private async Task<uint> FindAsync(uint type)
    {
        uint tag = _information + 8;
        while (await _debugger.ReadMemoryAsync(tag) != type)
        {
            tag += (await _debugger.ReadMemoryAsync(tag + 4) + 7) & ~7u;
        }

        return tag;
    }

    private async Task<ulong> QuadAsync(uint address) =>
        await _debugger.ReadMemoryAsync(address) | ((ulong)await _debugger.ReadMemoryAsync(address + 4) << 32);
}
