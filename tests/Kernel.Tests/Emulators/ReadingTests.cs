// Output of QEMU and the kernel, and people's input, is read right or refused.
namespace Osmosis.Kernel.Tests.Emulators;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("64M", 64 * 1024)]
    [InlineData("64", 64 * 1024)]
    [InlineData("2g", 2 * 1024 * 1024)]
    [InlineData("65536K", 64 * 1024)]
    [InlineData("2M", 2 * 1024)]
    [InlineData("16G", 16 * 1024 * 1024)]
    public void An_amount_of_memory_is_read(string text, long kibibytes)
    {
        Assert.True(MemorySize.TryParse(text, out MemorySize size, out _));
        Assert.Equal(kibibytes, size.KiB);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("banana")]
    [InlineData("-1M")]
    [InlineData("1.5G")]
    [InlineData("0")]
    [InlineData("1247K")]
    [InlineData("17G")]
    [InlineData("4294967297M")]
    public void What_is_no_amount_of_memory_or_not_a_bootable_one_is_refused_in_one_line(string text)
    {
        Assert.False(MemorySize.TryParse(text, out _, out string error));
        Assert.StartsWith($"'{text}' is ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Rows_are_found_by_their_exact_name()
    {
        Rows rows = new(
            ["free: 12 KiB", "  free frames: 0x1f", "cr3: p0x00103000", "stack: v0xff802000", "odd: banana"]);
        Assert.Equal(12ul, rows.Number("free"));
        Assert.Equal(31ul, rows.Number("free frames"));
        Assert.Equal(0x103000ul, rows.Number("cr3"));
        Assert.Equal(0xff802000ul, rows.Number("stack"));
        Assert.Throws<FormatException>(() => rows.Number("odd"));
        Assert.Throws<FormatException>(() => rows.Number("frames"));
        Assert.Throws<FormatException>(() => new Rows(["a: 1", "a: 2"]).Number("a"));
    }

    [Fact]
    public void A_line_of_info_tlb_is_a_mapping()
    {
        PageMapping page = Assert.Single(PageMapping.ParseAll("00000000ff802000: 0000000000131000 ---DA---W\r\n"));
        Assert.Equal(new PageMapping(0xff802000, 0x131000, "---DA---W"), page);
        Assert.True(page.Writable && !page.User && !page.Large);
        Assert.Throws<FormatException>(() => PageMapping.ParseAll("PG disabled\r\n"));
    }

    [Fact]
    public void Registers_are_read_and_a_missing_one_is_told()
    {
        const string Text = "EAX=00000001 EIP=00100010 EFL=00000202 [-------] CPL=0 HLT=1\nESP=ff80a000\nCR0=80010033 "
            + "CR2=00000000 CR3=00103000 CR4=00000600";
        Registers registers = Registers.Parse(Text);
        Assert.Equal((0x100010u, 0xff80a000u, 0x103000u), (registers.Eip, registers.Esp, registers.Cr3));
        Assert.True(registers.Paging && registers.WriteProtect && registers.InterruptsEnabled && registers.Halted);
        Assert.Throws<FormatException>(() => Registers.Parse(Text.Replace("CR3", "CRX", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(3, "", MachineEndKind.DebugExit, 1)]
    [InlineData(33, "a warning", MachineEndKind.DebugExit, 16)]
    [InlineData(1, "qemu: no such machine", MachineEndKind.EmulatorFailed, 1)]
    [InlineData(127, "setpriv: cannot start", MachineEndKind.EmulatorFailed, 127)]
    [InlineData(137, "", MachineEndKind.EmulatorFailed, 137)]
    [InlineData(0, "", MachineEndKind.EmulatorFailed, 0)]
    public void QEMU_s_exit_status_says_how_the_machine_ended(int status, string error, MachineEndKind kind, int value)
    {
        MachineEnd end = MachineEnd.FromExitStatus(status, error);
        Assert.Equal((kind, value), (end.Kind, end.Value));
    }

    [Fact]
    public void A_file_that_is_no_kernel_is_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            Assert.Throws<InvalidDataException>(() => KernelImage.Load(path));
            byte[] image = File.ReadAllBytes(Checkout.Image);
            File.WriteAllBytes(path, image[..(image.Length / 2)]);
            Assert.Throws<InvalidDataException>(() => KernelImage.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Starting_without_a_kernel_says_what_to_do_first()
    {
        EmulatorException failure = await Assert.ThrowsAsync<EmulatorException>(
            () => QemuMachine.StartAsync(new QemuOptions { KernelPath = Checkout.Image + ".none" }));
        Assert.EndsWith(".none: build it first", failure.Message, StringComparison.Ordinal);
    }
}
