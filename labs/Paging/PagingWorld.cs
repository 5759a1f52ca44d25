// The small world of labs 3 to 6: a few pages at the edges of two tables, four frames, every operation in every state.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Paging;

/// <summary>
/// The pages are the last of one table, and the first and the last of the next: neighbours as virtual addresses, and
/// far from each other as entries. Frames come in two kinds: those that the answer takes, and two that belong to
/// others, as a device's do.
/// </summary>
internal sealed class PagingWorld : World
{
    private const uint TableStart = 2u << 22;
    private const uint OtherTable = 3u << 22;
    private const uint Device = 0x0020_0000;
    private const int Frames = 4;

    private readonly object _answer;
    private readonly PagingModel _model;
    private readonly PagingChecks _checks;
    private UInt128 _before;

    /// <param name="answer">What <see cref="IMap"/> has, or one that has more.</param>
    /// <param name="forgiven">The rules that are not watched.</param>
    public PagingWorld(object answer, IReadOnlySet<string> forgiven)
        : base(new LabMachine(Frames, forgiven))
    {
        _answer = answer;
        _model = new PagingModel(
            answer is IRanges
                ? [TableStart - 0x1000, TableStart, TableStart + 0x1000]
                : [TableStart - 0x1000, TableStart, TableStart + 0x3F_F000]);
        _checks = new PagingChecks(Machine, _model);
        Operations = [.. MakeOperations()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

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

    private IEnumerable<Operation> MakeOperations()
    {
        for (int page = 0; page < _model.Pages.Count; page++)
        {
            foreach (Operation operation in OperationsOf(page, $"0x{_model.Pages[page]:x8}"))
            {
                yield return operation;
            }
        }

        yield return new Operation($"Resolve(0x{OtherTable:x8})", "Resolve", () => Resolve(-1, OtherTable));
        if (_answer is IUnmap)
        {
            yield return new Operation($"Unmap(0x{OtherTable:x8})", "Unmap", () => Unmap(-1));
        }

        foreach (Operation operation in _answer is IRanges ranges
            ? new PagingRanges(this, ranges, Device).Operations() : [])
        {
            yield return operation;
        }
    }

    private IEnumerable<Operation> OperationsOf(int page, string at)
    {
        yield return new($"Map({at}, 0x{Device:x8}, writable: true)", "Map", () => Map(page, Device, true, 0));
        yield return new($"Map({at}, 0x{Device + 0x1000:x8}, writable: false)", "Map",
            () => Map(page, Device + 0x1000, false, 0));
        yield return new($"Map({at}, 0x{Device:x8}, writable: true) while no frame can be had", "Map",
            () => Map(page, Device, true, 1));
        yield return new($"MapNew({at})", "MapNew", () => MapNew(page, 0));
        yield return new($"MapNew({at}) while the 1st request for a frame is refused", "MapNew",
            () => MapNew(page, 1));
        yield return new($"MapNew({at}) while the 2nd request for a frame is refused", "MapNew",
            () => MapNew(page, 2));
        if (_answer is IUnmap)
        {
            yield return new($"Unmap({at})", "Unmap", () => Unmap(page));
        }

        if (_answer is IProtect)
        {
            yield return new($"Protect({at}, writable: false)", "Protect", () => Protect(page, false));
            yield return new($"Protect({at}, writable: true)", "Protect", () => Protect(page, true));
        }

        uint inside = _model.Pages[page] + 0x123;
        yield return new($"Resolve(0x{inside:x8})", "Resolve", () => Resolve(page, inside));
        yield return new($"a program writes to {at}", "", () => Write(page));
    }

    private bool Map(int page, uint frame, bool writable, int refused)
    {
        int free = refused == 1 ? 0 : Machine.FreeFrames;
        Result expected = _model[page] is not null ? Result.AlreadyMapped
            : !HasTable(page) && free == 0 ? Result.OutOfFrames : Result.Done;
        return Try("Map", () => ((IMap)_answer).Map(_model.Pages[page], frame, writable), expected, page, refused,
            () => _model[page] = new Mapped(frame, writable));
    }

    private bool MapNew(int page, int refused)
    {
        int free = refused == 0 ? Machine.FreeFrames : Math.Min(Machine.FreeFrames, refused - 1);
        Result expected = _model[page] is not null ? Result.AlreadyMapped
            : free < (HasTable(page) ? 1 : 2) ? Result.OutOfFrames : Result.Done;
        return Try("MapNew", () => ((IMap)_answer).MapNew(_model.Pages[page]), expected, page, refused, () =>
        {
            uint entry = Machine.Processor.TablesSay(_model.Pages[page] >> 12);
            if ((entry & 1) == 0 || !Machine.IsTaken(entry >> 12))
            {
                Machine.Fail(RuleNames.Tables, "MapNew must map a frame that it took",
                    new Fact("frames taken", LabMachine.Names(Machine.Taken)),
                    new Fact("the tables say", $"0x{_model.Pages[page]:x8} {LabMachine.Words(entry)}"),
                    Blame.StoreOfPage(_model.Pages[page] >> 12, isOfLastCall: true));
            }

            _model[page] = new Mapped(entry & ~0xFFFu, true);
        });
    }

    private bool Unmap(int page)
    {
        uint frame = page < 0 ? 0 : (_model[page]?.Frame ?? 0) >> 12;
        return Try("Unmap", () => ((IUnmap)_answer).Unmap(page < 0 ? OtherTable : _model.Pages[page]),
            page < 0 || _model[page] is null ? Result.NotMapped : Result.Done, page, 0, () => _model[page] = null,
            () => ReleaseOfCaller(frame));
    }

    private bool Protect(int page, bool writable) => Try(
        "Protect", () => ((IProtect)_answer).Protect(_model.Pages[page], writable),
        _model[page] is null ? Result.NotMapped : Result.Done, page, 0,
        () => _model[page] = new Mapped(_model[page]!.Value.Frame, writable));

    private bool Resolve(int page, uint address)
    {
        uint got = 0;
        return Try("Resolve", () => ((IMap)_answer).Resolve(address, out got),
            page < 0 || _model[page] is null ? Result.NotMapped : Result.Done, page, 0, () =>
            {
                uint right = _model[page]!.Value.Frame + (address & 0xFFF);
                if (got != right)
                {
                    Machine.Fail(RuleNames.Answers, "Resolve gives a wrong address",
                        new Fact("the right answer is", $"0x{right:x8}"), new Fact("Resolve says", $"0x{got:x8}"),
                        Blame.Here);
                }
            });
    }

    /// <summary>A program writes: the processor sets bits in the entries, and keeps the translation.</summary>
    private bool Write(int page)
    {
        if (_model[page] is not { IsWritable: true })
        {
            return false;
        }

        Machine.Processor.Translate(_model.Pages[page], isWrite: true);
        return true;
    }

    /// <summary>
    /// Calls the answer, and checks all that must hold afterwards. Whoever owned a page's frame gives it back when the
    /// page is unmapped, before anything else happens.
    /// </summary>
    /// <param name="after">What others do when the tables are right and before the frames are counted.</param>
    internal bool Try(string method, Func<Result> call, Result expected, int page, int refused, Action done,
        Action? after = null)
    {
        string before = page < 0 || _model[page] is null ? "not mapped" : LabMachine.Words(_model[page]!.Value.Entry);
        _before = expected == Result.Done ? 0 : Digest();
        Machine.Exercise(RuleNames.Answers);
        bool isScarce = refused != 0 || Machine.FreeFrames == 0;
        Result got = Run(method, call, refused);
        LastAnswer = got.ToString();

        // Both reasons hold: the order in which an answer looks is its own affair.
        bool isOtherReason = isScarce && expected == Result.AlreadyMapped && got == Result.OutOfFrames;
        if (got != expected && !isOtherReason)
        {
            Machine.Fail(RuleNames.Answers,
                $"{method} gives a wrong answer" + (page < 0 ? "" : $": before the call the page was {before}"),
                new Fact("the right answer is", $"{expected}"), new Fact($"{method} says", $"{got}"), Blame.Here);
        }

        if (expected == Result.Done)
        {
            done();
        }

        _checks.Run(method);
        after?.Invoke();
        _checks.CheckOwners(method);
        if (expected != Result.Done)
        {
            Machine.CheckUnchanged(method, $"{got}", Digest() == _before);
        }

        return true;
    }

    /// <summary>The owner of a page's frame gives it back.</summary>
    internal void ReleaseOfCaller(uint frame)
    {
        if (frame != 0 && Machine.IsTaken(frame))
        {
            Machine.Release(frame);
        }
    }

    internal bool HasTable(int page) => (Machine.Processor.DirectorySays(_model.Pages[page] >> 22) & 1) != 0;

    internal PagingModel Model => _model;
}
