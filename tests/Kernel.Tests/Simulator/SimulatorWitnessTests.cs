// The simulated machine that the core is tested on, against an independent page walk: QEMU's.
using Osmosis.Simulation;

namespace Osmosis.Kernel.Tests.Simulator;

/// <summary>
/// The same random tables in both: every page, every right and thousands of translations must be the same.
/// </summary>
public sealed class SimulatorWitnessTests
{
    private const int AddressesPerSet = 500;
    private const int SetsPerShape = 3;
    private const int Accesses = 300;

    [Slow]
    [Theory]
    [InlineData(TableShape.Dense)]
    [InlineData(TableShape.Sparse)]
    [InlineData(TableShape.Entangled)]
    public async Task The_simulated_walk_finds_what_QEMU_finds(TableShape shape)
    {
        await using PausedMachine qemu = await PausedMachine.StartAsync();
        for (int i = 0; i < SetsPerShape; i++)
        {
            int seed = Random.Shared.Next();
            RandomTables tables = new(seed, shape);
            await qemu.LoadAsync(tables, allowLargePages: i % 2 == 0);
            List<string> differences = [.. await ComparePagesAsync(qemu, tables),
                .. await CompareTranslationsAsync(qemu, tables)];
            Assert.True(differences.Count == 0,
                $"{shape} tables of seed {seed}: {differences.Count}"
                    + $" differences\n{string.Join('\n', differences.Take(20))}");
        }
    }

    [Fact]
    public async Task Bit_7_that_the_simulated_machine_refuses_is_a_page_of_4_MiB_for_QEMU()
    {
        await using PausedMachine qemu = await PausedMachine.StartAsync();
        RandomTables tables = new(Random.Shared.Next(), TableShape.Sparse);
        uint index = tables.MakeOneLarge();
        await qemu.LoadAsync(tables, allowLargePages: true);
        Assert.Equal(index << 22,
            Assert.Single(await qemu.MappingsAsync(), page => page.Large && page.Virtual < 0xFFC0_0000).Virtual);

        SimulationException refusal = Assert.Throws<SimulationException>(() => Simulate(tables));
        Assert.Equal(SimulationFault.ReservedBit, refusal.Fault);
        Assert.Contains($"at physical 0x{tables.Directory + (index * 4):x8}", refusal.Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// QEMU marks used entries; the simulated machine, which speculates, may mark more as accessed, but never more as
    /// dirty.
    /// </summary>
    [Slow]
    [Theory]
    [InlineData(TableShape.Dense)]
    [InlineData(TableShape.Sparse)]
    [InlineData(TableShape.Entangled)]
    public async Task Accesses_leave_the_dirty_bits_that_QEMU_leaves_and_at_least_its_accessed_bits(TableShape shape)
    {
        await using PausedMachine qemu = await PausedMachine.StartAsync();
        int seed = Random.Shared.Next();
        RandomTables tables = new(seed, shape, mapMemoryOnly: true);
        SimulatedProcessor processor = Simulate(tables);
        Random random = new(seed);
        Mapping[] pages = [.. MappingWitness.Mappings(processor.Memory, tables.Directory)];
        HashSet<uint> tableFrames = [.. tables.Frames().Select(table => table.Frame)];
        Mapping code = pages.First(page => !tableFrames.Contains(page.Physical >> 12));
        await qemu.PutInstructionsAsync(code.Physical);
        await qemu.LoadAsync(tables);
        processor.Translate(code.Page, isWrite: false);
        for (int i = 0; i < Accesses; i++)
        {
            Mapping page = pages[random.Next(pages.Length)];
            bool isWrite = page.IsWritable && i % 2 == 0;
            await qemu.AccessAsync(page.Page + 0x800, isWrite, code.Page);
            processor.Translate(page.Page + 0x800, isWrite);
        }

        string[] differences =
        [
            .. from table in await qemu.FramesAsync(tableFrames)
               from entry in table.Value.Index()
               let address = (table.Key << 12) + ((uint)entry.Index * 4)
               let ours = processor.Memory.ReadWord(address)
               where ((entry.Item ^ ours) & ~RandomTables.Accessed) != 0 || (entry.Item & ~ours) != 0
               select $"the entry at 0x{address:x8}: QEMU 0x{entry.Item:x8}, simulated 0x{ours:x8}",
        ];
        Assert.True(differences.Length == 0,
            $"{shape} tables of seed {seed}: {differences.Length}"
                + $" differences\n{string.Join('\n', differences.Take(20))}");
    }

    private static SimulatedProcessor Simulate(RandomTables tables)
    {
        PhysicalMemory memory = new(new EventHistory());
        memory.Install(0, 1UL << 32);
        foreach ((uint frame, uint[] words) in tables.Frames())
        {
            for (uint i = 0; i < words.Length; i++)
            {
                memory.WriteWord((frame << 12) + (i * 4), words[i]);
            }
        }

        SimulatedProcessor processor = new(memory);
        processor.LoadCr3(tables.Directory);
        processor.LoadCr0(paging: true, writeProtect: true);
        return processor;
    }

    // `info tlb` gives the memory type of the table entry, `info mem` the rights that both entries give together.
    private static async Task<List<string>> ComparePagesAsync(PausedMachine qemu, RandomTables tables)
    {
        Dictionary<uint, PageRights> rights = await qemu.RightsAsync();
        Dictionary<uint, Mapping> theirs = (await qemu.MappingsAsync())
            .ToDictionary(page => page.Virtual, page => new Mapping(
                page.Virtual, (uint)page.Physical, rights[page.Virtual].Writable, rights[page.Virtual].User,
                page.Flags.Contains('T', StringComparison.Ordinal),
                page.Flags.Contains('C', StringComparison.Ordinal)));
        Dictionary<uint, Mapping> ours = MappingWitness.Mappings(Simulate(tables).Memory, tables.Directory)
            .ToDictionary(page => page.Page);
        Assert.NotEmpty(theirs);
        return
        [
            .. from page in theirs.Keys.Union(ours.Keys).Union(rights.Keys).Order()
               let their = theirs.TryGetValue(page, out Mapping mapping) ? mapping.ToString() : "nothing"
               let our = ours.TryGetValue(page, out Mapping mapping) ? mapping.ToString() : "nothing"
               where their != our
               select $"{tables.Describe(page)}: QEMU {their}, simulated {our}",
        ];
    }

    private static async Task<List<string>> CompareTranslationsAsync(PausedMachine qemu, RandomTables tables)
    {
        List<string> differences = [];
        Dictionary<uint, PageRights> rights = await qemu.RightsAsync();
        SimulatedProcessor processor = Simulate(tables);
        foreach (uint address in tables.Addresses(AddressesPerSet))
        {
            uint? their = await qemu.TranslateAsync(address);
            bool mayWrite = rights.TryGetValue(address & ~0xFFFu, out PageRights right) && right.Writable;
            (string Read, string Write) expected = (Text(their),
                mayWrite ? Text(their) : their is null ? Text(null) : nameof(SimulationFault.WriteProtected));
            (string Read, string Write) found = (Access(processor, address, isWrite: false),
                Access(processor, address, isWrite: true));
            if (expected != found)
            {
                differences.Add($"{tables.Describe(address)}: QEMU {expected}, simulated {found}");
            }
        }

        return differences;
    }

    private static string Text(uint? physical) =>
        physical is { } address ? $"0x{address:x8}" : nameof(SimulationFault.NotMapped);

    private static string Access(SimulatedProcessor processor, uint address, bool isWrite)
    {
        try
        {
            return Text(processor.Translate(address, isWrite));
        }
        catch (SimulationException stop)
        {
            return stop.Fault.ToString();
        }
    }
}
