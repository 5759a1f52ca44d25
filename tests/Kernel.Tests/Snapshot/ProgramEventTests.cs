// Page faults of programs as events: a program that forks and writes, watched.
using Osmosis.Kernel.Snapshot;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Memory.Spaces;
using Osmosis.Snapshot;

namespace Osmosis.Kernel.Tests.Snapshot;

public sealed class ProgramEventTests(BootedMachine<MachineWithCow> machine)
    : IClassFixture<BootedMachine<MachineWithCow>>
{
    // What a write is, in a page fault's error code.
    private const uint Write = 2;

    private readonly Observer<MachineWithCow> _observer = new(machine);

    [Fact]
    public async Task Each_fault_says_whose_it_was_and_what_was_done()
    {
        // The first run maps what programs need, which is more than the ring holds.
        await machine.Console.RunAsync("run");
        KernelEvent[] faults =
        [
            .. (await _observer.WatchAsync("run")).Where(happened => happened.Kind == EventKind.FaultAnswered),
        ];
        Assert.Equal(2, faults.Select(fault => fault.Other).Distinct().Count());
        Assert.All(faults, fault =>
        {
            Assert.InRange(fault.Address, MemoryLayout.ProgramStart, MemoryLayout.ProgramEnd - 1);
            Assert.InRange(fault.Caller, MemoryLayout.ProgramStart, MemoryLayout.ProgramEnd - 1);
        });

        // Pages are made when they are touched first; after the fork one of the two copies, and the other one keeps.
        IEnumerable<FaultAnswer> answers = faults.Select(fault => (FaultAnswer)fault.Size);
        Assert.Superset(
            new HashSet<FaultAnswer> { FaultAnswer.ShowObject, FaultAnswer.NewPage, FaultAnswer.CopyPage },
            answers.ToHashSet());
        Assert.All(faults.Where(fault => (FaultAnswer)fault.Size is FaultAnswer.NewPage or FaultAnswer.CopyPage),
            fault => Assert.NotEqual(0u, fault.Error & Write));
    }
}

/// <summary>Its boot module is the program that shows copy-on-write.</summary>
public sealed class MachineWithCow : IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) =>
        options with { ModulePath = Path.Combine(Checkout.Root, "artifacts", "programs", "cow") };
}
