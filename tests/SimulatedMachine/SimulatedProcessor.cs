// The processor's view of memory: control registers, translation, and caches that are as unfriendly as allowed.
namespace Osmosis.Simulation;

/// <summary>
/// An i386 memory system at its least friendly. Every translation that the tables offer is cached at the moment it
/// becomes visible, as a speculating processor may (Intel SDM volume 3, 4.10.2.3), and stays cached until INVLPG or a
/// load of CR3 evicts it; if the tables then still offer it, it is cached again. An access compares the cached
/// translation with the current tables: any difference stops the simulation, as does every fault. All accesses are the
/// supervisor's.
/// </summary>
public sealed partial class SimulatedProcessor
{
    private const uint ProtectionEnable = 1;
    private const uint WriteProtectBit = 1 << 16;
    private const uint PagingBit = 1u << 31;

    private readonly TranslationCaches _caches = new();
    private readonly PageWalker _walker;
    private LiveTables _tables = LiveTables.None;

    // The last comparisons of a cached translation with the tables that found no difference. One is as good as a new
    // one until an entry that was walked, or a cached translation, changes.
    private readonly Compared[] _compared = new Compared[64];

    public SimulatedProcessor(PhysicalMemory memory)
    {
        Memory = memory;
        _walker = new PageWalker(memory, _caches);
    }

    public PhysicalMemory Memory { get; }

    /// <summary>CR3: physical address of the page directory.</summary>
    public uint Cr3 => _walker.Directory;

    /// <summary>CR0: PG (bit 31), WP (bit 16), PE (bit 0).</summary>
    public uint Cr0 { get; private set; } = ProtectionEnable;

    public bool IsPagingEnabled => (Cr0 & PagingBit) != 0;

    public bool IsWriteProtected => (Cr0 & WriteProtectBit) != 0;

    private EventHistory History => Memory.History;

    /// <summary>Loads CR3 and drops everything cached: no page is global.</summary>
    public void LoadCr3(uint value)
    {
        History.Add(EventKind.LoadCr3, value);
        if ((value & 0xFFF) != 0)
        {
            throw Memory.Fail(SimulationFault.ControlRegister,
                $"CR3 ← 0x{value:x8}, which is not the first byte of a frame (L3)");
        }

        _walker.Directory = value;
        Refill();
    }

    /// <summary>Sets CR0.PG and CR0.WP.</summary>
    public void LoadCr0(bool paging, bool writeProtect)
    {
        Cr0 = ProtectionEnable | (paging ? PagingBit : 0) | (writeProtect ? WriteProtectBit : 0);
        History.Add(EventKind.LoadCr0, Cr0);
        Refill();
    }

    /// <summary>
    /// INVLPG. A translation that is still present is cached again at once, as the processor is free to do.
    /// </summary>
    public void InvalidatePage(uint address)
    {
        History.Add(EventKind.InvalidatePage, address);
        _caches.Invalidate(address >> 12);
        if (!IsPagingEnabled)
        {
            return;
        }

        foreach ((uint directory, _) in _tables.Present)
        {
            _walker.CacheDirectoryEntry(directory);
        }

        Speculate(address >> 12);
    }

    /// <summary>
    /// The frame's owner gives it back. The frame must not be reachable any more, neither through the tables nor
    /// through anything cached. Its contents count as never written from now on.
    /// </summary>
    public void GiveBackFrame(uint frame)
    {
        History.Add(EventKind.FrameGivenBack, frame);
        bool isTable = IsPagingEnabled && (frame == Cr3 >> 12 || _tables.Contains(frame));
        if (isTable || _caches.LeadTo(frame))
        {
            throw Memory.Fail(
                SimulationFault.FrameStillReachable,
                $"frame {frame} (0x{frame << 12:x8}) is given back while the processor can reach it as "
                + (isTable ? "a table of the loaded directory" : "a page or table that is still cached"));
        }

        Memory.Forget(frame);
    }

    /// <summary>The machine's current state, to restore later.</summary>
    public MachineState Save() => new(Memory.Save(), _caches.Save(), _tables, Cr3, Cr0);

    public void Restore(MachineState state)
    {
        Memory.Restore(state.Frames);
        _caches.Restore(state.Caches);
        _tables = state.Tables;
        _walker.Directory = state.Cr3;
        Cr0 = state.Cr0;
    }

    /// <summary>
    /// 128 bits that identify everything on which the future depends: each byte of memory or that it was never written,
    /// each cached translation and directory entry, and the control registers. (The memory determines which frames are
    /// tables.)
    /// </summary>
    public UInt128 Digest() => Memory.Digest + _caches.Digest + Cr3 + ((UInt128)Cr0 << 64);

    private void Refill()
    {
        _caches.Clear();
        _tables = LiveTables.None;
        if (!IsPagingEnabled)
        {
            return;
        }

        // What a walk marks on the way are no more than accessed bits: which entries are present stays.
        ReadOnlySpan<uint> entries = Memory.WordsIfWhollyWritten(Cr3 >> 12);
        for (uint directory = 0; directory < 1024; directory++)
        {
            if (entries.IsEmpty || (entries[(int)directory] & Entry.Present) != 0)
            {
                NoticeDirectoryEntry(directory);
            }
        }
    }

    /// <summary>Whether a physical address lies in the loaded directory or one of its tables.</summary>
    private bool IsTable(uint physicalAddress) =>
        IsPagingEnabled && (physicalAddress >> 12 == Cr3 >> 12 || _tables.Contains(physicalAddress >> 12));

    /// <summary>A word of memory changed. If it is an entry of the loaded tables, the processor walks it now.</summary>
    private void NoticeStore(uint physicalAddress)
    {
        if (!IsPagingEnabled)
        {
            return;
        }

        uint index = (physicalAddress & 0xFFF) >> 2;
        if (physicalAddress >> 12 == Cr3 >> 12)
        {
            NoticeDirectoryEntry(index);
        }

        foreach ((uint directory, uint frame) in _tables.Present)
        {
            if (frame == physicalAddress >> 12)
            {
                Speculate((directory << 10) | index);
            }
        }
    }

    private void NoticeDirectoryEntry(uint directory)
    {
        uint entry = _walker.PeekDirectoryEntry(directory);
        _tables = _tables.With(directory, entry);
        if (entry == 0)
        {
            return;
        }

        // In a wholly written table only the present entries have anything to cache; in another table each word is
        // read.
        ReadOnlySpan<uint> words = Memory.WordsIfWhollyWritten(_walker.CacheDirectoryEntry(directory) >> 12);
        for (int i = 0; i < 1024; i++)
        {
            if (words.IsEmpty || (words[i] & Entry.Present) != 0)
            {
                Speculate((directory << 10) | (uint)i);
            }
        }
    }

    private void Speculate(uint page)
    {
        if (_caches.Translation(page) == 0)
        {
            _walker.Walk(page);
        }
    }

    /// <param name="Page">Its number.</param>
    /// <param name="Translation">What was cached for it, and what the tables said.</param>
    /// <param name="When">How many changes there had been.</param>
    private readonly record struct Compared(uint Page, uint Translation, long When);
}
