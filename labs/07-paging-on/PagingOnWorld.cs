// The world of lab 7: one of a few kernels turns paging on, with each request for a frame refused, and then lives on.
using Osmosis.Lab.Checking;
using Osmosis.Labs;
using Osmosis.Simulation;

namespace Osmosis.Lab.PagingOn;

internal sealed class PagingOnWorld : World
{
    private readonly IStartup _answer;
    private readonly StartingMachine _machine;

    public PagingOnWorld(IStartup answer, StartingMachine machine)
        : base(machine)
    {
        _answer = answer;
        _machine = machine;
        Operations = [.. MakeOperations()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    public override UInt128 Digest() =>
        base.Digest() + _machine.TakenFrames + ((UInt128)(_machine.Kernel?.End ?? 0) << 64);

    public override UInt128 ModelDigest() =>
        ((UInt128)(_machine.Kernel?.End ?? 0) << 1) + (_machine.IsPagingOn ? 1u : 0);

    public override Action Save()
    {
        Action machine = base.Save();
        (Kernel? kernel, uint taken) = (_machine.Kernel, _machine.TakenFrames);
        return () =>
        {
            machine();
            (_machine.Kernel, _machine.TakenFrames) = (kernel, taken);
        };
    }

    private IEnumerable<Operation> MakeOperations()
    {
        foreach (Kernel kernel in Kernel.All)
        {
            string call = $"TurnOn(), for a kernel {kernel.Name}: KernelEnd is 0x{kernel.End:x8}";
            yield return new(call, "TurnOn", () => TurnOn(kernel, 0));
            for (int refused = 1; refused <= kernel.Frames; refused++)
            {
                int request = refused;
                yield return new($"{call}; request {request} for a frame is refused", "TurnOn",
                    () => TurnOn(kernel, request));
            }
        }

        yield return new("the kernel reads each page of the window", "", () => UseWindow(isWrite: false));
        yield return new("the kernel writes to each page of the window but the first", "",
            () => UseWindow(isWrite: true));
        yield return new("the kernel writes through null, to 0x00000000", "", WriteThroughNull);
        yield return new("the kernel uses each page outside the window", "", UseOutside);
        yield return new("a program reads each page of the window", "", ReadAsProgram);
    }

    private bool TurnOn(Kernel kernel, int refused)
    {
        // Paging is turned on once, by one kernel; a refused call may be tried again.
        if (_machine.IsPagingOn || (_machine.Kernel ?? kernel) != kernel)
        {
            return false;
        }

        _machine.Kernel = kernel;
        _machine.BeginCall(refused);
        Result got = Run("TurnOn", _answer.TurnOn);
        LastAnswer = got.ToString();
        CheckAnswer(got);
        CheckFrames();
        return true;
    }

    private void CheckAnswer(Result got)
    {
        string rule = _machine.WasRefused ? PagingOnRules.OutOfFrames : PagingOnRules.Alive;
        Result expected = _machine.WasRefused ? Result.OutOfFrames : Result.Done;
        _machine.Exercise(rule);
        if (got != expected)
        {
            _machine.Fail(rule,
                _machine.WasRefused ? "a frame was refused, and TurnOn doesn't say so"
                    : "no frame was refused, and TurnOn is not done",
                new Fact("the right answer is", $"{expected}"), new Fact("TurnOn says", $"{got}"), Blame.Here);
        }

        if (_machine.IsPagingOn == _machine.WasRefused)
        {
            _machine.Fail(rule, $"TurnOn says {got}, and paging is {(_machine.IsPagingOn ? "on" : "off")}", Fact.None,
                new Fact("CR0.PG is", _machine.IsPagingOn ? "1" : "0"), Blame.Here);
        }
    }

    /// <summary>Rule owners: what is taken is the directory and its tables when paging is on, otherwise nothing.
    /// </summary>
    private void CheckFrames()
    {
        SimulatedProcessor processor = _machine.Processor;
        foreach (uint address in _machine.TakenAddresses().ToArray())
        {
            if (_machine.IsPagingOn && processor.IsTableInUse(address >> 12))
            {
                continue;
            }

            if (_machine.Forgiven.Contains(RuleNames.Owners))
            {
                _machine.TakeBackFrame(address >> 12);
                continue;
            }

            _machine.Fail(RuleNames.Owners, "a frame is taken that nobody uses",
                new Fact("paging is", _machine.IsPagingOn ? $"on, with CR3 0x{processor.Cr3:x8}" : "off"),
                new Fact("frames taken", StartingMachine.Text(_machine.TakenAddresses())),
                Blame.Taking(address >> 12),
                $"no FreeFrame(0x{address:x8}) came between this and the end of TurnOn");
        }

        CheckTables();
    }

    /// <summary>Rule owners: no table is there without a page.</summary>
    private void CheckTables()
    {
        uint[] taken = [.. _machine.TakenAddresses()];
        if (_machine.IsPagingOn && taken.Length > _machine.Kernel!.Frames
            && !_machine.Forgiven.Contains(RuleNames.Owners))
        {
            _machine.Fail(RuleNames.Owners, "a table is taken that the window doesn't need",
                new Fact("the window and its directory need", $"{_machine.Kernel.Frames} frames"),
                new Fact("frames taken", StartingMachine.Text(taken)), Blame.LastTaking);
        }
    }

    private bool UseWindow(bool isWrite)
    {
        if (!_machine.IsPagingOn)
        {
            return false;
        }

        _machine.Exercise(PagingOnRules.Window);
        for (uint page = isWrite ? 0x1000u : 0; page < _machine.Kernel!.WindowEnd; page += 0x1000)
        {
            uint said = _machine.Processor.TablesSay(page >> 12);
            if ((said & 1) == 0 || (said & ~0xFFFu) != page || (isWrite && (said & 2) == 0))
            {
                FailWindow(page, said, $"→ 0x{page:x8}{(isWrite ? " writable" : "")}");
            }
        }

        return true;
    }

    private bool WriteThroughNull()
    {
        if (!_machine.IsPagingOn)
        {
            return false;
        }

        _machine.Exercise(PagingOnRules.Window);
        uint said = _machine.Processor.TablesSay(0);
        if ((said & 2) != 0)
        {
            FailWindow(0, said, "→ 0x00000000 read-only");
        }

        return true;
    }

    private bool UseOutside()
    {
        if (!_machine.IsPagingOn)
        {
            return false;
        }

        _machine.Exercise(PagingOnRules.Window);
        foreach (Mapping mapping in MappingWitness.Mappings(_machine.Processor.Memory, _machine.Processor.Cr3))
        {
            if (mapping.Page >= _machine.Kernel!.WindowEnd)
            {
                FailWindow(mapping.Page, _machine.Processor.TablesSay(mapping.Page >> 12), "not mapped");
            }
        }

        return true;
    }

    private bool ReadAsProgram()
    {
        if (!_machine.IsPagingOn)
        {
            return false;
        }

        _machine.Exercise(PagingOnRules.Programs);
        for (uint page = 0; page < _machine.Kernel!.WindowEnd; page += 0x1000)
        {
            uint said = _machine.Processor.TablesSay(page >> 12);
            if ((said & 4) != 0)
            {
                _machine.Fail(PagingOnRules.Programs, $"a program may read 0x{page:x8}, which is the kernel's",
                    new Fact("bit 2, U, should be", "0 in the entry of directory or table"),
                    new Fact("it is", "1 in both"), StoreOf(page));
            }
        }

        return true;
    }

    private void FailWindow(uint page, uint said, string right)
    {
        // Where nothing was mapped, the store that mapped its neighbour is where the author looks for the reason.
        uint neighbour = page == 0 ? 0x1000 : page - 0x1000;
        bool isMissing = (said & 1) == 0;
        _machine.Fail(PagingOnRules.Window,
            $"0x{page:x8} is not mapped as it should be; the window ends at 0x{_machine.Kernel!.WindowEnd:x8}",
            new Fact("it should be", right), new Fact("the tables say", LabMachine.Words(said)),
            StoreOf(isMissing ? neighbour : page),
            $"it is directory entry {page >> 22}, table entry {page >> 12 & 1023}"
            + (isMissing ? $"; its neighbour 0x{neighbour:x8} was mapped here" : ""));
    }

    /// <summary>The store that wrote a page's entry, or that of its table, before paging was on.</summary>
    private Blame StoreOf(uint page)
    {
        uint directory = _machine.Processor.Cr3 + (page >> 22 << 2);
        uint entry = _machine.Processor.DirectorySays(page >> 22);
        return Blame.StoreAt((entry & 1) == 0 ? directory : (entry & ~0xFFFu) + ((page >> 12 & 1023) << 2));
    }
}
