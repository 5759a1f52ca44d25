// The small world of lab 11: the last six pages of the address space, ranges that meet, overlap and cut each other.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Regions;

internal sealed class RegionsWorld : World
{
    /// <summary>The offset of a page of the one file; the other begins elsewhere.</summary>
    private const uint File = 100, OtherFile = 200;

    private static readonly (int First, int Count)[] _removed = [(0, 1), (1, 2), (2, 2), (5, 1), (0, 6)];
    private static readonly (int First, int Count)[] _protected = [(0, 2), (1, 1), (2, 3), (3, 3), (0, 6)];

    private readonly IRegions _answer;
    private readonly RegionsModel _model = new();
    private readonly RegionsChecks _checks;

    public RegionsWorld(IRegions answer, IReadOnlySet<string> forgiven)
        : base(new RegionsMachine(forgiven))
    {
        _answer = answer;
        _checks = new RegionsChecks(Machine, _model);
        Operations = [.. Maps(), .. Changes(), .. Refused()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    public override UInt128 Digest() => base.Digest() + (_model.Digest() * 31);

    public override UInt128 ModelDigest() => _model.Digest();

    public override Action Save()
    {
        Action machine = base.Save();
        Action model = _model.Save();
        return () =>
        {
            machine();
            model();
        };
    }

    private static string Range(uint start, uint pages) => $"0x{start:x8}, {pages}";

    private static string Word(bool value) => value ? "true" : "false";

    private IEnumerable<Operation> Maps()
    {
        foreach ((int first, int count) in ((int, int)[])[(0, 6), (0, 2), (2, 2), (4, 2), (1, 1)])
        {
            yield return Map(first, count, true, File);
            yield return Map(first, count, count != 1, count == 1 ? File : OtherFile);
        }

        yield return Map(4, 2, false, File);
    }

    private IEnumerable<Operation> Changes()
    {
        foreach ((int first, int count) in _removed)
        {
            uint start = RegionsModel.AddressOf(first);
            yield return new($"Unmap({Range(start, (uint)count)})", "Unmap",
                () => Do("Unmap", () => _answer.Unmap(start, (uint)count), _model.With(first, count, (_, _) => null)));
        }

        foreach ((int first, int count) in _protected)
        {
            yield return Protect(first, count, false);
            yield return Protect(first, count, true);
        }
    }

    /// <summary>No pages, no multiples of a page, ranges that go past the end, and counts that wrap.</summary>
    private IEnumerable<Operation> Refused()
    {
        uint start = RegionsModel.AddressOf(2);
        foreach ((uint at, uint pages) in ((uint, uint)[])
            [(start, 0), (start + 0x800, 1), (start, 5), (start, 0x4000_0000), (start, 0x4000_0001),
            (start, 0xFFFF_FFFF)])
        {
            yield return new($"Map({Range(at, pages)}, writable: true, offset: 102)", "Map",
                () => Do("Map", () => _answer.Map(at, pages, true, File + 2), null));
            yield return new($"Unmap({Range(at, pages)})", "Unmap",
                () => Do("Unmap", () => _answer.Unmap(at, pages), null));
            yield return new($"Protect({Range(at, pages)}, writable: false)", "Protect",
                () => Do("Protect", () => _answer.Protect(at, pages, false), null));
        }

        yield return new($"Unmap({Range(0, 0x10_0000)})", "Unmap",
            () => Do("Unmap", () => _answer.Unmap(0, 0x10_0000), _model.With(0, RegionsModel.Count, (_, _) => null)));
    }

    private Operation Map(int first, int count, bool isWritable, uint file)
    {
        uint start = RegionsModel.AddressOf(first), offset = file + (uint)first;
        return new($"Map({Range(start, (uint)count)}, writable: {Word(isWritable)}, offset: {offset})", "Map", () => Do(
            "Map", () => _answer.Map(start, (uint)count, isWritable, offset),
            _model.Pages.Skip(first).Take(count).Any(page => page is not null) ? null
                : _model.With(first, count, (page, _) => new Shown(isWritable, file + (uint)page))));
    }

    private Operation Protect(int first, int count, bool isWritable)
    {
        uint start = RegionsModel.AddressOf(first);
        return new($"Protect({Range(start, (uint)count)}, writable: {Word(isWritable)})", "Protect", () => Do(
            "Protect", () => _answer.Protect(start, (uint)count, isWritable),
            _model.Pages.Skip(first).Take(count).Any(page => page is null) ? null
                : _model.With(first, count, (_, shown) => shown!.Value with { IsWritable = isWritable })));
    }

    /// <param name="method">The method that is called.</param>
    /// <param name="call">The call.</param>
    /// <param name="right">The pages as they must be then; null when the call must be refused.</param>
    private bool Do(string method, Func<bool> call, Shown?[]? right)
    {
        bool got = Run(method, call);
        LastAnswer = Word(got);

        // Without merging there is less room for regions than the model has.
        if (!got && Machine.Forgiven.Contains(RegionsRules.Merged))
        {
            right = null;
        }

        _checks.Answer(method, got, right is not null);
        if (right is not null)
        {
            _model.Set(right);
        }

        for (int page = -1; page < RegionsModel.Count; page++)
        {
            Find(method, page, page % 2 == 0 ? 0xFFFu : 0u, got);
        }

        return true;
    }

    private void Find(string method, int page, uint inside, bool isDone)
    {
        uint start = 0, pages = 0, offset = 0;
        bool isWritable = false;
        uint address = RegionsModel.AddressOf(page) + inside;
        bool got = Unwatched(() =>
            Run("Find", () => _answer.Find(address, out start, out pages, out isWritable, out offset)));
        _checks.Found(new Finding(method, page, address, got, start, pages, isWritable, offset, isDone));
    }

    /// <summary>The lines of the checker's own questions are not those that ran in the last call.</summary>
    private static bool Unwatched(Func<bool> ask)
    {
        List<int>? ran = Osmosis.Labs.Guard.Ran;
        Osmosis.Labs.Guard.Ran = null;
        try
        {
            return ask();
        }
        finally
        {
            Osmosis.Labs.Guard.Ran = ran;
        }
    }
}
