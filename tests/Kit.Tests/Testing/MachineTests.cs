// What goes to a machine, and what comes back.
using Osmosis.Testing.Host;

namespace Osmosis.Kit.Tests.Testing;

public sealed class MachineTests
{
    [Fact]
    public void Tests_of_one_start_are_ranges_that_fit()
    {
        ListedTest Test(int index) => new(index, "", "", 1, "", default);
        Assert.Equal(("0-2,5-5", 4), Ranges.Of([Test(0), Test(1), Test(2), Test(5)]));
        (string text, int count) = Ranges.Of([.. Enumerable.Range(0, 1000).Select(number => Test(2 * number))]);
        Assert.InRange(text.Length, Ranges.MostCharacters - 10, Ranges.MostCharacters);
        Assert.Equal(count, text.Split(',').Length);
    }

    [Fact]
    public async Task A_report_that_the_machine_s_end_cut_off_is_none()
    {
        ReportReader reader = new(new MemoryStream("passed\t1\npas"u8.ToArray()));
        Assert.Equal("passed\t1", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
    }

    // What QEMU logs of a page fault that leads to a triple fault, shortened.
    [Fact]
    public void The_fault_is_the_exception_that_was_not_another_one_s_delivery()
    {
        const string Log = """
            check_exception old: 0xffffffff new 0x0
                 0: v=00 e=0000 i=0 cpl=0 IP=0008:00100001 pc=00100001 SP=0010:00107560 env->regs[R_EAX]=00000001
            CR0=00010011 CR2=00000000 CR3=00000000 CR4=00000600
            Servicing hardware INT=0x08
            check_exception old: 0xffffffff new 0xe
                 1: v=0e e=0002 i=0 cpl=0 IP=0008:0010111e pc=0010111e SP=0010:00107560 CR2=deadb000
            CR0=80010011 CR2=deadb000 CR3=00001000 CR4=00000600
            check_exception old: 0xe new 0xd
                 2: v=08 e=0000 i=0 cpl=0 IP=0008:0010111e pc=0010111e SP=0010:00107560 env->regs[R_EAX]=00000001
            CR0=80010011 CR2=deadb000 CR3=00001000 CR4=00000600
            check_exception old: 0x8 new 0xd
            Triple fault
            """;
        Assert.Equal(new ProcessorFault(14, 2, 0x0010111E, 0xDEADB000), ProcessorFault.LastIn(Log));
        Assert.Null(ProcessorFault.LastIn("Servicing hardware INT=0x08\n"));
    }
}
