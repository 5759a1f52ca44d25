// Seeded page tables on the simulated machine: some directory entries, some pages, rights of every kind.
using Osmosis.Simulation;

namespace Osmosis.Lab.Entries;

/// <summary>A page below a table that is there.</summary>
/// <param name="Page">First byte of the page.</param>
/// <param name="Entry">Its table entry.</param>
internal readonly record struct QuizPage(uint Page, uint Entry);

internal sealed class QuizTables
{
    private const int Tables = 4;
    private const int PagesOfTable = 5;
    private const uint Present = 1;

    private readonly List<QuizPage> _pages = [];
    private readonly List<(uint Number, uint Entry)> _directory = [];
    private readonly PhysicalMemory _memory = new(new EventHistory());

    public QuizTables(QuizRandom random)
    {
        _memory.Install(0, 1 << 20);
        Directory = random.Next(1, 64) << 12;
        _memory.Fill(Directory, 0, 1024);
        for (uint table = 0; table < Tables; table++)
        {
            AddTable(random, (table * 200) + random.Next(1, 190), (64 + (table * 32) + random.Next(0, 32)) << 12);
        }

        Processor = new SimulatedProcessor(_memory);
        Processor.LoadCr3(Directory);
        Processor.LoadCr0(paging: true, writeProtect: true);
    }

    /// <summary>CR3.</summary>
    public uint Directory { get; }

    /// <summary>Who walks them: the same as in every lab.</summary>
    public SimulatedProcessor Processor { get; }

    /// <summary>The directory entries that aren't 0.</summary>
    public IReadOnlyList<(uint Number, uint Entry)> DirectoryEntries => _directory;

    /// <summary>The table entries that aren't 0; also those that aren't present, and whose directory entry isn't.
    /// </summary>
    public IReadOnlyList<QuizPage> Pages => _pages;

    public static bool IsPresent(uint entry) => (entry & Present) != 0;

    /// <summary>Both entries as the processor has set them: it marks what it walks.</summary>
    public uint Read(uint physical) => _memory.ReadWord(physical);

    private void AddTable(QuizRandom random, uint number, uint frame)
    {
        // The last table's directory entry isn't present: what lies below it isn't, either.
        uint entry = frame | (random.Next(0, 4) << 1) | (_directory.Count < Tables - 1 ? Present : 0);
        _directory.Add((number, entry));
        _memory.WriteWord(Directory + (number * 4), entry);
        _memory.Fill(frame, 0, 1024);
        for (uint page = 0; page < PagesOfTable; page++)
        {
            uint index = (page * 200) + random.Next(0, 200);
            uint rights = (page & 3) << 1;
            uint value = (random.Next(0x100, 0x8000) << 12) | rights | (page == PagesOfTable - 1 ? 0 : Present);
            _pages.Add(new QuizPage((number << 22) | (index << 12), value));
            _memory.WriteWord(frame + (index * 4), value);
        }
    }
}
