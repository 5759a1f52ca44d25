// The small world of lab 9: a program reads and writes at the edges of its regions and outside; frames run out.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.DemandZero;

/// <summary>
/// The model is a word a page: what the program must read there, or that it never touched the page.
/// </summary>
internal sealed class DemandZeroWorld : World
{
    private readonly IFaults _answer;
    private readonly DemandZeroMachine _machine;
    private readonly DemandZeroChecks _checks;
    private readonly uint?[] _values = new uint?[ProgramPages.Inside.Count];

    public DemandZeroWorld(IFaults answer, IReadOnlySet<string> forgiven)
        : this(answer, new DemandZeroMachine(forgiven))
    {
    }

    private DemandZeroWorld(IFaults answer, DemandZeroMachine machine)
        : base(machine)
    {
        (_answer, _machine) = (answer, machine);
        _checks = new DemandZeroChecks(machine, _values);
        Operations = [.. MakeOperations()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    public override UInt128 ModelDigest()
    {
        UInt128 digest = 0;
        foreach (uint? value in _values)
        {
            digest = (digest * 31 * 1_000_003) + (value ?? 1) + 1;
        }

        return digest;
    }

    public override Action Save()
    {
        Action machine = base.Save();
        uint?[] values = [.. _values];
        return () =>
        {
            machine();
            values.CopyTo(_values, 0);
        };
    }

    private IEnumerable<Operation> MakeOperations()
    {
        foreach (uint address in ProgramPages.Inside.Concat(ProgramPages.Outside))
        {
            yield return new($"a program reads 0x{address:x8}", "OnFault", () => Access(address, false, 0));
            yield return new($"a program writes to 0x{address:x8}", "OnFault", () => Access(address, true, 0));
        }

        foreach (uint address in ProgramPages.Inside)
        {
            yield return new($"a program reads 0x{address:x8} while the 1st request for a frame is refused", "OnFault",
                () => Access(address, false, 1));
            yield return new($"a program writes to 0x{address:x8} while the 1st request for a frame is refused",
                "OnFault", () => Access(address, true, 1));
            yield return new($"a program writes to 0x{address:x8} while the 2nd request for a frame is refused",
                "OnFault", () => Access(address, true, 2));
            yield return new($"OnFault(0x{address:x8}, isWrite: {(IsWritable(address) ? "true" : "false")}) of a "
                + "thread whose fault comes late: the page is there", "OnFault", () => FaultLate(address));
        }
    }

    private static bool IsWritable(uint address) =>
        ProgramPages.PageOf(address) is >= 0 and int page && ProgramPages.IsWritable(page);

    /// <summary>A program's access: at most one fault, then the same access again.</summary>
    private bool Access(uint address, bool isWrite, int refused)
    {
        int page = ProgramPages.PageOf(address);
        bool faults = !_machine.Processor.TryTranslateForUser(address, isWrite, out _);
        if (!faults && refused != 0)
        {
            return false;
        }

        _machine.Exercise(RuleNames.Progress);
        LastAnswer = "no fault";
        if (faults)
        {
            bool isAllowed = page >= 0 && (!isWrite || ProgramPages.IsWritable(page));
            if (isAllowed && _values[page] is not null)
            {
                _checks.FailProgress(address, isWrite, "a page faults that had its fault");
            }

            int free = refused == 0 ? _machine.FreeFrames : Math.Min(_machine.FreeFrames, refused - 1);
            bool isRight = isAllowed && free >= FramesNeeded(address);
            if (!Fault(address, isWrite, isRight, refused))
            {
                return true;
            }

            if (!_machine.Processor.TryTranslateForUser(address, isWrite, out _))
            {
                _checks.FailProgress(address, isWrite, "the same access faults again");
            }
        }

        Do(address, isWrite, page);
        return true;
    }

    private int FramesNeeded(uint address) => (_machine.Processor.DirectorySays(address >> 22) & 1) != 0 ? 1 : 2;

    /// <summary>Two threads met a page: the second one's fault arrives when the page is there.</summary>
    private bool FaultLate(uint address)
    {
        int page = ProgramPages.PageOf(address);
        if (_values[page] is null)
        {
            return false;
        }

        Fault(address, ProgramPages.IsWritable(page), isRight: true, refused: 0);
        _checks.Contents(page);
        return true;
    }

    private bool Fault(uint address, bool isWrite, bool isRight, int refused)
    {
        UInt128 before = Digest();
        uint[] frames = _checks.Frames();
        _machine.Exercise(RuleNames.Answers);
        bool got = Run("OnFault", () => _answer.OnFault(address, isWrite), refused);
        LastAnswer = $"fault, OnFault answers {(got ? "true" : "false")}";
        if (got != isRight)
        {
            _checks.FailAnswer(address, isWrite, isRight, _values, refused);
        }

        _checks.Kept(frames);
        if (got && ProgramPages.PageOf(address) is >= 0 and int page)
        {
            _values[page] ??= 0;
        }

        _checks.Run(address);
        if (!got)
        {
            _machine.CheckUnchanged("OnFault", "false", Digest() == before);
        }

        return got;
    }

    /// <summary>The program's access itself, which the processor allows.</summary>
    private void Do(uint address, bool isWrite, int page)
    {
        if (page < 0)
        {
            return;
        }

        if (isWrite)
        {
            _machine.Processor.TryTranslateForUser(address, true, out uint physical);
            _machine.Processor.Memory.WriteWord(physical, ProgramPages.ValueOf(page));
            _values[page] = ProgramPages.ValueOf(page);
        }

        _checks.Contents(page);
    }
}
