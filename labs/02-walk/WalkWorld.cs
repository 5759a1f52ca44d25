// The world of lab 2: entries of both levels change in every way, and in every state every question is asked.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Walk;

internal sealed class WalkWorld : World
{
    private const uint Present = 1;

    /// <summary>Bits of an entry that are neither P, W, U nor the frame: PWT, PCD, G, and the three for software.
    /// </summary>
    private const uint OtherBits = 0xF18;

    private static readonly (uint Directory, uint Table)[] _tables = [(1023, 0x00AB_C000), (2, 0x0012_3000)];

    private static readonly (uint Page, uint Frame)[] _pages =
        [(0xFFFF_F000, 0x0045_6000), (0x0080_0000, 0xFEDC_B000), (0x0080_5000, 0x0078_9000)];

    // The last two lie below entries that are never present.
    private static readonly uint[] _addresses = [0xFFFF_FFFF, 0x0080_0123, 0x0080_5000, 0x0040_0ABC, 0x0000_0004];

    private readonly IWalk _answer;
    private readonly WalkMachine _machine;

    public WalkWorld(IWalk answer, WalkMachine machine)
        : base(machine)
    {
        _answer = answer;
        _machine = machine;
        foreach ((_, uint table) in _tables)
        {
            machine.Processor.Memory.Fill(table, 0, 1024);
        }

        // An entry that is not present may hold anything else.
        machine.Change(machine.Directory + 4, _tables[1].Table | 6);
        Operations = [.. Changes(), .. Questions()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    /// <summary>The answer changes nothing: all of the state is the checker's.</summary>
    public override UInt128 ModelDigest() => _machine.Digest();

    private IEnumerable<Operation> Changes()
    {
        foreach ((uint directory, uint table) in _tables)
        {
            for (uint rights = 0; rights <= 6; rights += 2)
            {
                yield return Change($"directory entry {directory} := table 0x{table:x8}",
                    () => _machine.Directory + (directory << 2), table, rights | Present);
            }

            yield return Change($"directory entry {directory} := not present, other bits left",
                () => _machine.Directory + (directory << 2), table, 6);
        }

        foreach ((uint page, uint frame) in _pages)
        {
            uint entry = _tables.Single(table => table.Directory == page >> 22).Table + ((page >> 12 & 1023) << 2);
            for (uint rights = page == _pages[^1].Page ? 6u : 0; rights <= 6; rights += 2)
            {
                yield return Change($"page 0x{page:x8} := frame 0x{frame:x8}", () => entry, frame, rights | Present);
            }

            yield return Change($"page 0x{page:x8} := frame 0x00000000", () => entry, 0, 2 | Present);
            yield return Change($"page 0x{page:x8} := not present, other bits left", () => entry, frame, 6);
        }
    }

    private Operation Change(string name, Func<uint> address, uint frame, uint bits)
    {
        string rights = (bits & Present) == 0 ? ""
            : $", {((bits & 2) != 0 ? "writable" : "read-only")}{((bits & 4) != 0 ? ", for programs" : "")}";
        return new($"{name}{rights}", "", () =>
        {
            _machine.Change(address(), frame | bits | OtherBits);
            return true;
        });
    }

    private IEnumerable<Operation> Questions()
    {
        foreach (uint address in _addresses)
        {
            uint page = address & ~0xFFFu;
            yield return new($"EntryOf(0x{page:x8}, out entryAddress)", "EntryOf", () => EntryOf(page));
            yield return new($"Resolve(0x{address:x8}, out physical)", "Resolve", () => Resolve(address));
            yield return new($"MayWrite(0x{address:x8})", "MayWrite",
                () => Ask("MayWrite", () => _answer.MayWrite(address), address, 2));
            yield return new($"MayProgramReach(0x{address:x8})", "MayProgramReach",
                () => Ask("MayProgramReach", () => _answer.MayProgramReach(address), address, 4));
        }
    }

    private bool EntryOf(uint page)
    {
        uint entry = _machine.Processor.DirectorySays(page >> 22);
        uint right = (entry & ~0xFFFu) + ((page >> 12 & 1023) << 2);
        uint got = 0;
        Result result = Run("EntryOf", () => _answer.EntryOf(page, out got));
        Judge(WalkRules.Walk, "EntryOf", page, result, got, (entry & Present) != 0 ? right : null);
        return true;
    }

    private bool Resolve(uint address)
    {
        uint said = _machine.Processor.TablesSay(address >> 12);
        uint right = (said & ~0xFFFu) | (address & 0xFFF);
        uint got = 0;
        Result result = Run("Resolve", () => _answer.Resolve(address, out got));
        Judge(WalkRules.Resolve, "Resolve", address, result, got, (said & Present) != 0 ? right : null);
        return true;
    }

    private void Judge(string rule, string method, uint address, Result result, uint got, uint? right)
    {
        LastAnswer = result == Result.Done ? $"Done, 0x{got:x8}" : $"{result}";
        _machine.Exercise(rule);
        if (right is null ? result != Result.NotMapped : result != Result.Done || got != right)
        {
            Fail(rule, method, address, right is null ? "NotMapped" : $"Done, 0x{right:x8}");
        }
    }

    private bool Ask(string method, Func<bool> question, uint address, uint needed)
    {
        bool right = (_machine.Processor.TablesSay(address >> 12) & needed) != 0;
        bool got = Run(method, question);
        LastAnswer = got ? "true" : "false";
        _machine.Exercise(WalkRules.Rights);
        if (got != right)
        {
            Fail(WalkRules.Rights, method, address, right ? "true" : "false");
        }

        return true;
    }

    private void Fail(string rule, string method, uint address, string right) => _machine.Fail(
        rule, $"{method} gives a wrong answer", new Fact("the right answer is", right),
        new Fact($"{method} says", LastAnswer), Blame.Here, Walked(address));

    /// <summary>The walk in words, as far as it leads.</summary>
    private string Walked(uint address)
    {
        (uint directory, uint index) = (address >> 22, address >> 12 & 1023);
        _machine.Processor.Memory.TryReadWord(_machine.Directory + (directory << 2), out uint entry);
        string walked = $"0x{address:x8} is directory entry {directory}, table entry {index}, offset 0x"
            + $"{address & 0xFFF:x3}; the directory's is 0x{entry:x8}";
        if ((entry & Present) == 0)
        {
            return $"{walked}, which is not present";
        }

        _machine.Processor.Memory.TryReadWord((entry & ~0xFFFu) + (index << 2), out uint last);
        return $"{walked}, and the table's is 0x{last:x8}{((last & Present) == 0 ? ", which is not present" : "")}";
    }
}
