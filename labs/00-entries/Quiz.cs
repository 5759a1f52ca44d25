// Ten questions about seeded tables, and their answers from the walker.
namespace Osmosis.Lab.Entries;

/// <summary>A question.</summary>
/// <param name="Kind">What it is about, as a rule's name.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Answer">What is right: a number, "yes", "no" or "none".</param>
/// <param name="Why">How the answer is found.</param>
internal sealed record Question(string Kind, string Text, string Answer, string Why);

internal sealed class Quiz
{
    private const uint Writable = 2;
    private const uint User = 4;

    private readonly QuizTables _tables;
    private readonly QuizRandom _random;

    public Quiz(int seed)
    {
        _random = new QuizRandom(seed);
        _tables = new QuizTables(_random);
        Questions = [.. Ask()];
    }

    public QuizTables Tables => _tables;

    public IReadOnlyList<Question> Questions { get; }

    private IEnumerable<Question> Ask()
    {
        QuizPage[] mapped = [.. _tables.Pages.Where(page => Translation(page.Page) != 0)];
        QuizPage[] absent = [.. _tables.Pages.Where(page => Translation(page.Page) == 0)];
        uint address = _random.Of(_tables.Pages).Page + (_random.Next(0, 1024) * 4);
        yield return new Question("directory-entry", $"Which directory entry does 0x{address:x8} use (its number)?",
            $"{address >> 22}", "bits 31 to 22 of an address are the number of its directory entry");
        address = _random.Of(mapped).Page + (_random.Next(0, 1024) * 4);
        uint table = Entry(address) & ~0xFFFu;
        yield return new Question("entry-address",
            $"At which physical address does the table entry of 0x{address:x8} lie?",
            $"0x{table + (((address >> 12) & 1023) * 4):x8}",
            "the table begins at bits 31 to 12 of the directory entry; bits 21 to 12 of the address are the entry's "
            + "number, and an entry has four bytes");
        address = _random.Of(mapped).Page + _random.Next(1, 4096);
        yield return new Question("resolve", $"What is the physical address behind 0x{address:x8}?",
            $"0x{(Translation(address) & ~0xFFFu) | (address & 0xFFF):x8}",
            "the frame is bits 31 to 12 of the table entry; bits 11 to 0 of the address stay");
        address = _random.Of(absent).Page + _random.Next(1, 4096);
        yield return new Question("not-mapped",
            $"What is the physical address behind 0x{address:x8}? (none, if there is none)", "none",
            "P, bit 0, must be set in the directory's and in the table's entry; without it no other bit counts");
        foreach (Question question in AskAboutRights(mapped, absent))
        {
            yield return question;
        }
    }

    private IEnumerable<Question> AskAboutRights(QuizPage[] mapped, QuizPage[] absent)
    {
        uint page = _random.Of(mapped).Page;
        yield return new Question("kernel-writes",
            $"May the kernel write to page 0x{page:x8}? CR0.WP is set. (yes or no)",
            YesNo((Translation(page) & Writable) != 0), "W, bit 1, must be set in both entries");
        page = _random.Of(mapped).Page;
        yield return new Question("program-reads", $"May a program read page 0x{page:x8}? (yes or no)",
            YesNo((Translation(page) & User) != 0), "U, bit 2, must be set in both entries");
        (uint number, _) = _random.Of(_tables.DirectoryEntries);
        int count = _tables.Pages.Count(other => other.Page >> 22 == number
            && (Translation(other.Page) & (User | Writable)) == (User | Writable));
        yield return new Question("program-writes",
            $"How many pages below directory entry {number} may a program write?", $"{count}",
            "P, W and U must be set in both entries, and the directory's are for all 1024 pages");
        page = _random.Of(_tables.Pages).Page;
        yield return new Question("error-code",
            $"A program writes to page 0x{page:x8}. Which error code does the processor push? (none, if there is no "
            + "fault)", ErrorCode(page),
            "bit 0: the page is mapped, and it was a right that was missing; bit 1: a write; bit 2: a program");
        page = _random.Of(mapped).Page;
        yield return new Question("frame", $"Which page shows the frame 0x{Translation(page) & ~0xFFFu:x8}?",
            $"0x{page:x8}",
            "the directory entry's number is bits 31 to 22 of the page, the table entry's bits 21 to 12");
        QuizPage change = _random.Of([.. mapped, .. absent.Where(other => _tables.DirectoryEntries
            .Any(entry => entry.Number == other.Page >> 22 && QuizTables.IsPresent(entry.Entry)))]);
        yield return new Question("invalidate",
            $"The table entry of 0x{change.Page:x8} is changed to 0x{change.Entry ^ Writable | 1:x8}. Which page has "
            + "to be invalidated? (none, if none has)",
            Translation(change.Page) != 0 ? $"0x{change.Page:x8}" : "none",
            "the TLB holds only entries that were present, so what becomes present needs no INVLPG");
    }

    private string ErrorCode(uint page)
    {
        uint translation = Translation(page);
        bool isAllowed = (translation & (User | Writable)) == (User | Writable) && translation != 0;
        return isAllowed ? "none" : translation == 0 ? "6" : "7";
    }

    private uint Translation(uint address) => _tables.Processor.TablesSay(address >> 12);

    private uint Entry(uint address) => _tables.Processor.DirectorySays(address >> 22);

    private static string YesNo(bool isTrue) => isTrue ? "yes" : "no";
}
