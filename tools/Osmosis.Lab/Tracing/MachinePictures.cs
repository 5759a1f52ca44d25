// Takes a picture of a lab's machine without changing it, whatever the answer did to its tables.
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.Tracing;

internal sealed class MachinePictures
{
    private const uint Ignored = Entry.Accessed | Entry.Dirty;

    private readonly LabMachine _machine;
    private readonly List<(uint Number, uint Entry)> _directory = [];
    private readonly List<(uint Page, uint Entry)> _pages = [];
    private readonly List<PictureRow> _unwritten = [];

    private MachinePictures(LabMachine machine) => _machine = machine;

    private SimulatedProcessor Processor => _machine.Processor;

    public static MachinePicture Take(LabMachine machine)
    {
        MachinePictures pictures = new(machine);
        if (machine.Processor.Cr3 != 0)
        {
            pictures.ReadTables();
        }

        return new MachinePicture(
            [.. pictures._directory.Select(at => Row($"entry {at.Number}", at.Entry, "table"))],
            [
                .. pictures._pages.Select(at => Row(EntryText.Page(at.Page), at.Entry, "page")),
                .. pictures._unwritten,
            ],
            [.. pictures.Tlb()], [.. pictures.Held()], [.. pictures.Frames()]);
    }

    private static PictureRow Row(string where, uint entry, string kind) => new(where, EntryText.Of(entry), kind);

    private void ReadTables()
    {
        foreach ((uint number, uint entry) in Present(Processor.Cr3, "the directory"))
        {
            _directory.Add((number, entry));
            foreach ((uint index, uint page) in Present(entry & Entry.FrameMask, $"the table of entry {number}"))
            {
                _pages.Add(((number << 10) | index, page));
            }
        }
    }

    private List<(uint Number, uint Entry)> Present(uint table, string name)
    {
        List<(uint, uint)> present = [];
        int unwritten = 0;
        for (uint number = 0; number < 1024; number++)
        {
            if (!Processor.Memory.TryReadWord(table + (number << 2), out uint entry))
            {
                unwritten++;
            }
            else if ((entry & Entry.Present) != 0)
            {
                present.Add((number, entry));
            }
        }

        if (unwritten > 0)
        {
            _unwritten.Add(new PictureRow(
                name, $"{unwritten:N0} of its words were never written", "none", IsCount: true));
        }

        return present;
    }

    private IEnumerable<PictureRow> Tlb()
    {
        foreach (uint page in Processor.CachedPages())
        {
            uint held = Processor.CachedTranslation(page), said = TablesSay(page);
            yield return new PictureRow(EntryText.Page(page), EntryText.Of(held), "page",
                ((held ^ said) & ~Entry.Dirty) == 0 ? "" : $"the tables say: {EntryText.Of(said)}");
        }
    }

    private IEnumerable<PictureRow> Held()
    {
        for (uint number = 0; number < 1024; number++)
        {
            uint held = Processor.CachedDirectoryEntry(number), said = EntryOf(_directory, number);
            if (held != 0)
            {
                yield return new PictureRow($"entry {number}", EntryText.Of(held), "table",
                    ((held ^ said) & ~Ignored) == 0 ? "" : $"the directory says: {EntryText.Of(said)}");
            }
        }
    }

    /// <summary>In the TLB's form, as the processor combines them; 0 when nothing is mapped.</summary>
    private uint TablesSay(uint page)
    {
        uint directory = EntryOf(_directory, page >> 10), entry = EntryOf(_pages, page);
        return directory == 0 || entry == 0 ? 0 : Entry.Combine(directory, entry);
    }

    private static uint EntryOf(List<(uint Number, uint Entry)> entries, uint number) =>
        entries.Find(entry => entry.Number == number).Entry;

    private IEnumerable<PictureRow> Frames()
    {
        uint end = LabMachine.FirstFrame + (uint)_machine.Frames;
        IEnumerable<uint> pool = Enumerable.Range(0, _machine.Frames).Select(at => LabMachine.FirstFrame + (uint)at);
        IEnumerable<uint> others = _directory.Concat(_pages).Select(at => at.Entry >> 12)
            .Concat(Processor.CachedPages().Select(page => Processor.CachedTranslation(page) >> 12));
        foreach (uint frame in pool.Concat(others).Append(Processor.Cr3 >> 12)
            .Concat(_machine.Notes == 0 ? [] : [_machine.Notes >> 12]).Distinct().Order())
        {
            bool isOfPool = frame >= LabMachine.FirstFrame && frame < end;
            (string owner, string kind) = OwnerOf(frame, isOfPool);
            bool isFree = isOfPool && !_machine.IsTaken(frame);
            bool isHeld = (isFree || !IsUsed(frame)) && IsHeld(frame);
            string what = !isFree ? owner : kind == "taken" ? "free" : $"free, and yet {owner}";
            yield return new PictureRow($"0x{frame << 12:x8}", what, isFree ? "free" : kind,
                isHeld ? "the processor still holds a way to it" : "");
        }
    }

    private (string Owner, string Kind) OwnerOf(uint frame, bool isOfPool)
    {
        if (frame == Processor.Cr3 >> 12 && Processor.Cr3 != 0)
        {
            return ("the page directory", "directory");
        }

        if (frame == _machine.Notes >> 12 && _machine.Notes != 0)
        {
            return ("your notes", "variables");
        }

        List<string> uses =
        [
            .. _directory.Where(at => at.Entry >> 12 == frame).Select(at => $"table of entry {at.Number}"),
            .. _pages.Where(at => at.Entry >> 12 == frame).Select(at => $"page {EntryText.Page(at.Page)}"),
        ];
        bool isTable = uses.Count > 0 && uses[0][0] == 't';
        string names = string.Join(", ", uses.Take(4)) + (uses.Count > 4 ? $" and {uses.Count - 4} more" : "");
        return uses.Count == 0 && !isOfPool ? ("the caller's, and nothing points to it", "reserved")
            : uses.Count == 0 ? ("taken, and nothing points to it", "taken")
            : (isOfPool ? names : $"the caller's: {names}", isTable ? "table" : isOfPool ? "page" : "reserved");
    }

    private bool IsUsed(uint frame) => _directory.Concat(_pages).Any(at => at.Entry >> 12 == frame);

    private bool IsHeld(uint frame) =>
        Processor.CachedPages().Any(page => Processor.CachedTranslation(page) >> 12 == frame)
        || Enumerable.Range(0, 1024).Any(number =>
            Processor.CachedDirectoryEntry((uint)number) is var held && held != 0 && held >> 12 == frame);
}
