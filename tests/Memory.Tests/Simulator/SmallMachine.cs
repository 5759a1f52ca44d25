// A machine with a directory and tables made by hand, so that each rule of the simulator can be broken on its own.
namespace Osmosis.Memory.Tests.Simulator;

/// <summary>
/// Memory of 4 MiB. Directory at 0x1000, its entry 0's table at 0x2000, its entry 1023 the directory itself. Pages 0 to
/// 15 map to themselves, writable; page 16 is mapped read-only to 0x10000; nothing else is mapped. 0x3000 to 0xFFFF is
/// unused and unwritten.
/// </summary>
internal sealed class SmallMachine
{
    public const uint Directory = 0x1000;
    public const uint Table = 0x2000;
    public const uint ReadOnlyPage = 0x1_0000;
    public const uint Unmapped = 0x2_0000;
    public const uint Present = 1;
    public const uint Writable = 2;
    public const uint Accessed = 0x20;
    public const uint Dirty = 0x40;

    public SmallMachine(bool writeProtect = true)
    {
        Memory.Install(0, 4 << 20);
        Processor = new SimulatedProcessor(Memory);
        Processor.Fill(Directory, 0, 2048);
        Processor.Store(Directory, Table | Present | Writable);
        Processor.Store(Directory + 4092, Directory | Present | Writable);
        for (uint page = 0; page < 16; page++)
        {
            Processor.Store(Table + (page * 4), (page << 12) | Present | Writable);
        }

        Processor.Store(Table + (16 * 4), ReadOnlyPage | Present);
        Processor.Store(ReadOnlyPage, 42);
        Processor.LoadCr3(Directory);
        Processor.LoadCr0(paging: true, writeProtect);
    }

    public PhysicalMemory Memory { get; } = new(new EventHistory());

    public SimulatedProcessor Processor { get; }

    /// <summary>The action must stop the simulation, for this reason.</summary>
    public static SimulationException Stops(SimulationFault fault, Action action)
    {
        SimulationException exception = Assert.Throws<SimulationException>(action);
        Assert.Equal(fault, exception.Fault);
        return exception;
    }
}
