// Loads and stores at linear addresses.
namespace Osmosis.Simulation;

public sealed partial class SimulatedProcessor
{
    public byte LoadByte(uint address)
    {
        byte value = Memory.ReadByte(Translate(address, isWrite: false));
        History.Add(EventKind.Load, address, value);
        return value;
    }

    /// <summary>A word at any address, also one that crosses a page.</summary>
    public uint Load(uint address)
    {
        if ((address & 3) != 0)
        {
            return LoadByte(address) | ((uint)LoadByte(address + 1) << 8) | ((uint)LoadByte(address + 2) << 16)
                | ((uint)LoadByte(address + 3) << 24);
        }

        uint value = Memory.ReadWord(Translate(address, isWrite: false));
        History.Add(EventKind.Load, address, value);
        return value;
    }

    public void StoreByte(uint address, byte value)
    {
        History.Add(EventKind.Store, address, value);
        uint physical = Translate(address, isWrite: true);
        Memory.WriteByte(physical, value);
        NoticeStore(physical);
    }

    /// <summary>A word at any address, also one that crosses a page.</summary>
    public void Store(uint address, uint value)
    {
        if ((address & 3) != 0)
        {
            for (int i = 0; i < 4; i++)
            {
                StoreByte(address + (uint)i, (byte)(value >> (8 * i)));
            }

            return;
        }

        History.Add(EventKind.Store, address, value);
        uint physical = Translate(address, isWrite: true);
        Memory.WriteWord(physical, value);
        NoticeStore(physical);
    }

    /// <summary>Stores a word <paramref name="words"/> times, upwards from a multiple of 4.</summary>
    public void Fill(uint address, uint value, uint words)
    {
        History.Add(EventKind.Fill, address, value, words);
        while (words > 0)
        {
            // One translation serves a page, except where each store may change translations.
            uint physical = Translate(address, isWrite: true);
            bool isTable = IsTable(physical);
            uint done = isTable ? 1 : Math.Min(words, BytesToPageEnd(physical) >> 2);
            Memory.Fill(physical, value, done);
            if (isTable)
            {
                NoticeStore(physical);
            }

            address += done << 2;
            words -= done;
        }
    }

    /// <summary>
    /// The number of words from a multiple of 4 up that hold a value, before the first that doesn't. One translation
    /// serves a page.
    /// </summary>
    public uint CountEqual(uint address, uint value, uint words)
    {
        uint counted = 0;
        bool isEqual = true;
        while (isEqual && counted < words)
        {
            uint physical = Translate(address + (counted << 2), isWrite: false);
            uint here = Math.Min(words - counted, BytesToPageEnd(physical) >> 2);
            uint equal = Memory.CountEqual(physical, value, here);
            counted += equal;
            isEqual = equal == here;
        }

        return counted;
    }

    /// <summary>
    /// Stores bytes of a program's own memory. It takes short cuts, so it is not for page tables. One translation
    /// serves a page.
    /// </summary>
    public void StoreBytes(uint address, ReadOnlySpan<byte> bytes)
    {
        History.Add(EventKind.StoreBytes, address, (uint)bytes.Length);
        while (!bytes.IsEmpty)
        {
            uint physical = Translate(address, isWrite: true);
            int here = (int)Math.Min((uint)bytes.Length, BytesToPageEnd(physical));
            if (IsTable(physical))
            {
                throw Memory.Fail(SimulationFault.FrameOwnedTwice,
                    $"a program's store to 0x{address:x8} reaches a page table at physical 0x{physical:x8}");
            }

            Memory.Write(physical, bytes[..here]);
            bytes = bytes[here..];
            address += (uint)here;
        }
    }

    /// <summary>Loads bytes. One translation serves a page.</summary>
    public void LoadBytes(uint address, Span<byte> bytes)
    {
        History.Add(EventKind.LoadBytes, address, (uint)bytes.Length);
        while (!bytes.IsEmpty)
        {
            uint physical = Translate(address, isWrite: false);
            int here = (int)Math.Min((uint)bytes.Length, BytesToPageEnd(physical));
            Memory.Read(physical, bytes[..here]);
            bytes = bytes[here..];
            address += (uint)here;
        }
    }

    /// <summary>
    /// Copies words upwards between multiples of 4. A byte never written may be copied, as long as nobody reads the
    /// copy: the destination then stays as it was.
    /// </summary>
    public void Copy(uint from, uint to, uint words)
    {
        for (uint offset = 0; offset < words << 2; offset += 4)
        {
            uint source = Translate(from + offset, isWrite: false);
            if (Memory.TryReadWord(source, out uint value))
            {
                Store(to + offset, value);
                continue;
            }

            for (uint i = 0; i < 4; i++)
            {
                if (Memory.TryReadByte(source + i, out byte single))
                {
                    StoreByte(to + offset + i, single);
                }
            }
        }
    }

    private static uint BytesToPageEnd(uint address) => 0x1000 - (address & 0xFFF);

    /// <summary>
    /// The physical address that a read or write of the byte at <paramref name="address"/> uses, as in
    /// <see cref="LoadByte"/> and <see cref="StoreByte"/>: sets accessed and dirty bits on the way, and stops the
    /// simulation for every reason that would stop the access.
    /// </summary>
    public uint Translate(uint address, bool isWrite)
    {
        if (!IsPagingEnabled)
        {
            return address;
        }

        uint translation = Look(address);

        if (translation == 0)
        {
            throw Fault(SimulationFault.NotMapped, address, isWrite);
        }

        if (isWrite)
        {
            AllowWrite(address, translation);
        }

        return (translation & Entry.FrameMask) | (address & 0xFFF);
    }

    /// <summary>
    /// The physical address that an access by user mode reaches. False when the processor would raise a page fault:
    /// there is no translation, one of the entries keeps user mode out, or it is a write and one of them keeps writes
    /// out. A stale translation stops the simulation, also one that allows less than the tables do.
    /// </summary>
    public bool TryTranslateForUser(uint address, bool isWrite, out uint physical)
    {
        uint translation = Look(address);

        uint needed = Entry.Present | Entry.User | (isWrite ? Entry.Writable : 0);
        physical = (translation & Entry.FrameMask) | (address & 0xFFF);
        if ((translation & needed) != needed)
        {
            return false;
        }

        if (isWrite && (translation & Entry.Dirty) == 0)
        {
            _walker.SetDirty(address >> 12);
        }

        return true;
    }

    /// <summary>Stops the simulation when anything cached is not what the tables say now.</summary>
    public void RefuseAnythingStale()
    {
        foreach (uint page in _caches.Pages())
        {
            RefuseStaleTranslation(page << 12, _caches.Translation(page));
        }

        for (uint directory = 0; directory < 1024; directory++)
        {
            RefuseStaleDirectoryEntry(directory << 22);
        }
    }

    /// <summary>
    /// The translation of an address, from the cache or by a walk; 0 for none. One that is stale stops the simulation.
    /// </summary>
    private uint Look(uint address)
    {
        uint page = address >> 12;
        long now = Memory.EntryChanges + _caches.Changes;
        ref Compared last = ref _compared[page % _compared.Length];
        if (last.Page == page && last.When == now)
        {
            return last.Translation;
        }

        uint translation = _caches.Translation(page);
        if (translation == 0)
        {
            RefuseStaleDirectoryEntry(address);
            return _walker.Walk(page);
        }

        RefuseStaleTranslation(address, translation);
        last = new Compared(page, translation, now);
        return translation;
    }

    private void AllowWrite(uint address, uint translation)
    {
        if (IsWriteProtected && (translation & Entry.Writable) == 0)
        {
            throw Fault(SimulationFault.WriteProtected, address, isWrite: true);
        }

        if ((translation & Entry.Dirty) == 0)
        {
            _walker.SetDirty(address >> 12);
        }
    }

    private void RefuseStaleTranslation(uint address, uint cached)
    {
        uint now = _walker.Peek(address >> 12);
        if (((now ^ cached) & ~Entry.Dirty) != 0)
        {
            throw Memory.Fail(
                SimulationFault.StaleTranslation,
                $"access to 0x{address:x8} through the cached translation 0x{cached:x8}, while "
                    + $"the tables say 0x{now:x8}");
        }
    }

    private void RefuseStaleDirectoryEntry(uint address)
    {
        const uint Ignored = Entry.Accessed | Entry.Dirty;
        uint cached = _caches.DirectoryEntry(address >> 22);
        uint now = _walker.PeekDirectoryEntry(address >> 22);
        if (cached != 0 && ((now ^ cached) & ~Ignored) != 0)
        {
            throw Memory.Fail(
                SimulationFault.StaleDirectoryEntry,
                $"access to 0x{address:x8} through the cached directory entry 0x{cached:x8}, while the "
                    + $"directory says 0x{now:x8}");
        }
    }

    private SimulationException Fault(SimulationFault fault, uint address, bool isWrite) => Memory.Fail(
        fault,
        $"page fault: {(isWrite ? "write to" : "read of")} 0x{address:x8}, directory entry "
        + $"0x{_walker.PeekDirectoryEntry(address >> 22):x8}, "
        + $"translation 0x{_walker.Peek(address >> 12):x8}");
}
