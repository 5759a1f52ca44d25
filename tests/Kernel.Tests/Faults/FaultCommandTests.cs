// Each fault that only ends a command: the report names the right address, cause, place and region, and the prompt
// comes back to an unchanged system (E2, E3, E4).
using System.Buffers.Binary;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Faults;

public sealed class FaultCommandTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const uint Nowhere = 0xC0000000;
    private const uint StackBottom = 0xFF802000;
    private const string EndedMark = "command ended by a fault";

    internal static readonly string[] Survivable =
        ["null", "readonly", "heap", "unmapped", "execute", "divide", "overflow", "index", "opcode", "gp", "stack"];

    public static TheoryData<string> SurvivableKinds => [.. Survivable];

    [Fact]
    public async Task A_write_through_null_is_named_as_one()
    {
        FaultReport report = await CauseAsync("null");
        Assert.Equal("fault: page fault: write to v0x00000000 (a null pointer): the page is read-only",
            report.Headline);
        Assert.Equal("0x00000003 P=1 W=1 U=0 RSV=0 I=0 (protection, write, kernel)", report.Row("error code"));
        Assert.Equal("v0x00000000 = directory 0, table 0, offset 0x000", report.Row("address"));
        Assert.Equal("in page 0, 0x0 bytes from its start", report.Row("region"));
        FaultSource.AssertAt(report.Row("instruction"), "Write", "0xDEADBEEF");
        FaultSource.AssertAt(report.Backtrace[1], "WriteThroughNull", "void WriteThroughNull()");
        await AssertEntriesAsync(report, 0);
        Assert.EndsWith(" P=1 W=1 U=0 (present, writable)", report.Row("directory entry"), StringComparison.Ordinal);
        Assert.EndsWith(" P=1 W=0 U=0 (present, read-only) <- refused", report.Row("table entry"),
            StringComparison.Ordinal);
        Assert.Equal("next: pte 0x00000000 walks the tables, fault details shows everything", report.Lines[^2]);
    }

    [Fact]
    public async Task A_write_into_the_kernel_s_code_is_refused_and_changes_nothing()
    {
        uint code = machine.Image["_kernel_start"];
        byte[] before = await machine.Monitor.ReadVirtualAsync(code, 16);
        FaultReport report = await CauseAsync("readonly");
        Assert.Equal($"fault: page fault: write to v0x{code:x8}: the page is read-only", report.Headline);
        Assert.Equal("in the kernel's code, 0x0 bytes from its start", report.Row("region"));
        FaultSource.AssertAt(report.Row("instruction"), "Write", "0xDEADBEEF");
        FaultSource.AssertAt(report.Backtrace[1], "WriteIntoCode", "void WriteIntoCode()");
        await AssertEntriesAsync(report, code);
        Assert.Equal(before, await machine.Monitor.ReadVirtualAsync(code, 16));
    }

    [Fact]
    public async Task A_read_past_the_heap_says_how_far()
    {
        await machine.Console.RunAsync("alloc_test");
        Rows heap = await machine.RowsAsync("heap");
        uint address = (uint)(heap.Number("base") + heap.Number("mapped bytes")) + 0x18;
        FaultReport report = await CauseAsync("heap");
        Assert.Equal($"fault: page fault: read v0x{address:x8}: the page is not mapped", report.Headline);
        Assert.Equal("0x00000000 P=0 W=0 U=0 RSV=0 I=0 (not present, read, kernel)", report.Row("error code"));
        Assert.Equal("0x18 bytes past the end of the heap's mapped part", report.Row("region"));
        FaultSource.AssertAt(report.Row("instruction"), "Read", "=> *(uint*)address;");
        await AssertEntriesAsync(report, address);
    }

    [Fact]
    public async Task A_write_to_what_no_table_covers_says_so()
    {
        FaultReport report = await CauseAsync("unmapped");
        Assert.Equal("fault: page fault: write to v0xc0000000: no table covers it", report.Headline);
        Assert.Equal("0x00000002 P=0 W=1 U=0 RSV=0 I=0 (not present, write, kernel)", report.Row("error code"));
        Assert.Equal((Nowhere >> 22, 0u), report.Entry("directory entry"));
        Assert.EndsWith(" (not present) <- refused", report.Row("directory entry"), StringComparison.Ordinal);
        Assert.Equal("none, as there is no table", report.Row("table entry"));
        Assert.Equal("in unused address space, 0x38000000 bytes below the records", report.Row("region"));
        FaultSource.AssertAt(report.Backtrace[1], "WriteToUnmapped", "void WriteToUnmapped()");
        Assert.Equal(Nowhere, report.Register("CR2"));
    }

    [Fact]
    public async Task A_write_to_what_a_table_covers_but_maps_nothing_at_shows_the_empty_entry()
    {
        await machine.Console.RunAsync("map 0xc0001000");
        FaultReport report = await CauseAsync("unmapped");
        Assert.Contains("the page is not mapped", report.Headline, StringComparison.Ordinal);
        Assert.Equal((0u, 0u), report.Entry("table entry"));
        await AssertEntriesAsync(report, Nowhere);
        await machine.Console.RunAsync("unmap 0xc0001000");
    }

    [Fact]
    public async Task A_jump_to_nowhere_is_told_from_a_read_and_its_caller_is_found()
    {
        FaultReport report = await CauseAsync("execute");
        Assert.StartsWith("fault: page fault: execute v0xc0000000: ", report.Headline, StringComparison.Ordinal);
        Assert.EndsWith("(not present, execute, kernel)", report.Row("error code"), StringComparison.Ordinal);
        Assert.Equal("0xc0000000", report.Row("instruction"));
        FaultSource.AssertAt(report.Backtrace[1], "JumpToUnmapped", "void JumpToUnmapped()");
        Assert.Equal(Nowhere, report.Register("EIP"));
    }

    [Theory]
    [InlineData("divide", "division error (#DE): the divisor is 0, or the quotient is too large", "Divide",
        "=> dividend / divisor", "DivideByZero")]
    [InlineData("overflow", "arithmetic overflow (a check of the C# language)", "Add", "checked(left + right)",
        "OverflowAddition")]
    [InlineData("index", "index out of range: index 3, length 3 (a check of the C# language)", "Read",
        "=> values[index]", "ReadPastSpan")]
    public async Task What_the_language_forbids_is_reported_where_it_was_done(string kind, string headline,
        string method, string text, string caller)
    {
        FaultReport report = await CauseAsync(kind);
        Assert.Equal($"fault: {headline}", report.Headline);
        FaultSource.AssertAt(report.Row("instruction"), method, text);
        FaultSource.AssertAt(report.Backtrace[0], method, text);
        FaultSource.AssertAt(report.Backtrace[1], caller, $"void {caller}()");
    }

    [Fact]
    public async Task An_invalid_opcode_shows_the_bytes_that_are_none()
    {
        FaultReport report = await CauseAsync("opcode");
        Assert.StartsWith("fault: invalid opcode (#UD): ", report.Headline, StringComparison.Ordinal);
        Assert.StartsWith("0f 0b ", report.Row("bytes there"), StringComparison.Ordinal);
        Assert.StartsWith("execute_invalid_opcode+0x", report.Row("instruction"), StringComparison.Ordinal);
        Assert.StartsWith("FaultCommand.Run  FaultCommand.cs:", report.Backtrace[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_selector_is_decoded()
    {
        FaultReport report = await CauseAsync("gp");
        Assert.Equal("fault: general protection (#GP): selector 0x1230, entry 582 of the GDT", report.Headline);
        Assert.Equal("0x00001230 EXT=0 IDT=0 TI=0 index=582", report.Row("error code"));
        Assert.StartsWith("load_bad_selector+0x", report.Row("instruction"), StringComparison.Ordinal);
        FaultSource.AssertAt(report.Backtrace[1], "LoadSelector", "void LoadSelector()");
    }

    [Theory]
    [InlineData("divide")]
    [InlineData("overflow")]
    [InlineData("index")]
    [InlineData("opcode")]
    [InlineData("stack")]
    public async Task An_exception_without_an_error_code_has_no_row_for_one(string kind) =>
        Assert.DoesNotContain((await CauseAsync(kind)).Lines,
            line => line.StartsWith("error code", StringComparison.Ordinal));

    // Twice: the task that reports a double fault must be ready for the next.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_stack_overflow_is_told_from_other_double_faults_every_time(int _)
    {
        FaultReport report = await CauseAsync("stack");
        uint stack = report.Register("ESP");
        uint address = report.Number("address");
        Assert.Equal($"fault: kernel stack overflow: ESP v0x{stack:x8} has reached the guard page", report.Headline);
        Assert.InRange(stack, StackBottom - 0x1000, StackBottom + 16);
        Assert.InRange(address, StackBottom - 0x1000, StackBottom - 1);
        Assert.Equal(address, report.Register("CR2"));
        Assert.Equal($"in the guard page below the kernel stack, 0x{StackBottom - address:x} bytes below its end",
            report.Row("region"));
        Assert.Contains("not present", report.Row("table entry"), StringComparison.Ordinal);
        Assert.EndsWith(" (likely cause)", report.Row("address"), StringComparison.Ordinal);
        FaultSource.AssertAt(report.Row("instruction"), "CallItself", "uint CallItself(");
    }

    [Theory]
    [MemberData(nameof(SurvivableKinds))]
    public async Task The_prompt_comes_back_to_a_system_that_is_as_it_was(string kind)
    {
        await machine.Console.RunAsync("alloc_test");
        IReadOnlyList<string> paging = await machine.Console.RunAsync("paging");
        IReadOnlyList<string> frames = await machine.Console.RunAsync("mem");
        await CauseAsync(kind);
        Assert.Equal(paging, await machine.Console.RunAsync("paging"));
        Assert.Equal(frames, await machine.Console.RunAsync("mem"));
        Assert.Equal(["heap check: passed"], await machine.Console.RunAsync("heap check"));
        Assert.StartsWith("alloc_test: passed", Assert.Single(await machine.Console.RunAsync("alloc_test")),
            StringComparison.Ordinal);

        ulong ticks = (await machine.RowsAsync("ticks")).Number("ticks");
        Assert.Empty(await machine.Console.RunAsync("sleep 50"));
        Assert.InRange((await machine.RowsAsync("ticks")).Number("ticks"), ticks + 5, ticks + 50);
        await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(30));
        Registers registers = await machine.Monitor.RestingRegistersAsync();
        Assert.True(registers.Halted && registers.InterruptsEnabled && registers.WriteProtect, $"{registers}");
    }

    [Fact]
    public async Task Help_lists_every_kind_and_what_it_does()
    {
        string[] kinds = [.. (await machine.Console.RunAsync("help fault"))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(["details", .. Survivable, "double", "interrupt"], kinds);
    }

    [Theory]
    [InlineData("fault", "an argument is missing")]
    [InlineData("fault nul", "nul is not known here")]
    [InlineData("fault NULL", "NULL is not known here")]
    [InlineData("fault null null", "null is one argument too many")]
    [InlineData("fault 0", "0 is not known here")]
    public async Task Anything_else_gets_the_reason_the_usage_and_the_kinds(string command, string reason) =>
        Assert.Equal(
            [reason, "usage: fault <kind>|details",
                $"kinds: {string.Join(' ', [.. Survivable, "double", "interrupt"])}"],
                await machine.Console.RunAsync(command));

    private async Task<FaultReport> CauseAsync(string kind)
    {
        int resets = Resets();
        IReadOnlyList<string> lines = await machine.Console.RunAsync($"fault {kind}");
        Assert.Equal(EndedMark, lines[^1]);
        Assert.Equal(resets, Resets());
        return new FaultReport(lines);
    }

    private int Resets() => machine.Machine.ResetLog.Split("CPU Reset").Length;

    // The second witness: the directory and the table in physical memory.
    private async Task AssertEntriesAsync(FaultReport report, uint address)
    {
        Assert.Equal(address, report.Number("address"));
        Assert.Equal(address, report.Register("CR2"));
        uint directory = (await machine.Monitor.RegistersAsync()).Cr3;
        Assert.Equal(directory, report.Register("CR3"));
        uint directoryEntry = await WordAsync(directory + (address >> 22) * 4);
        uint tableEntry = await WordAsync((directoryEntry & ~0xFFFu) + (address >> 12) % 1024 * 4);
        Assert.Equal((address >> 22, directoryEntry), report.Entry("directory entry"));
        Assert.Equal(((address >> 12) % 1024, tableEntry), report.Entry("table entry"));
    }

    private async Task<uint> WordAsync(uint physical) =>
        BinaryPrimitives.ReadUInt32LittleEndian(await machine.Monitor.ReadPhysicalAsync(physical, 4));
}
