// The small world of lab 10: up to three spaces fork, are switched to, write, and end.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.CopyOnWrite;

internal sealed class SpacesWorld : World
{
    private const uint FramesOfFork = 3;

    private static readonly string[] _ordinals = ["", "1st", "2nd", "3rd"];

    private readonly ISpaces _answer;
    private readonly SpacesMachine _machine;
    private readonly SpacesModel _model;
    private readonly SpacesChecks _checks;

    public SpacesWorld(ISpaces answer, IReadOnlySet<string> forgiven)
        : base(new SpacesMachine(forgiven))
    {
        _answer = answer;
        _machine = (SpacesMachine)Machine;
        _model = new SpacesModel(_machine.First);
        _machine.Spaces = () => _model.All.Select(space => space.Directory);
        _checks = new SpacesChecks(_machine, _model);
        Operations = [.. MakeOperations()];
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

    private IEnumerable<Operation> MakeOperations()
    {
        for (int number = 0; number <= FramesOfFork; number++)
        {
            int refused = number;
            yield return new("Fork" + WhileRefused(refused), "Fork", () => Fork(refused));
        }

        for (int number = 0; number < SpacesModel.Most; number++)
        {
            int space = number;
            yield return new($"switch to space {space + 1}", "", () => Switch(space));
            yield return new($"Exit of space {space + 1}", "Exit", () => Exit(space));
        }

        for (int number = 0; number < SpacePages.All.Count; number++)
        {
            int page = number;
            string name = $"the program writes to 0x{SpacePages.All[page] + SpacePages.Offset:x8}";
            yield return new(name, "OnFault", () => Write(page, 0));
            yield return new(name + WhileRefused(1), "OnFault", () => Write(page, 1));
        }

        yield return new($"the program writes to 0x{SpacePages.Outside:x8}", "OnFault", () => Stray(true));
        yield return new($"the program reads 0x{SpacePages.Outside:x8}", "OnFault", () => Stray(false));
    }

    private static string WhileRefused(int request) =>
        request == 0 ? "" : $" while the {_ordinals[request]} request for a frame is refused";

    private int FreeFrames(int refused) =>
        refused == 0 ? _machine.FreeFrames : Math.Min(_machine.FreeFrames, refused - 1);

    private bool Fork(int refused)
    {
        if (_model.Unused < 0)
        {
            return false;
        }

        UInt128 before = Digest();
        bool isRight = FreeFrames(refused) >= FramesOfFork;
        uint child = 0;
        bool got = Run("Fork", () => _answer.Fork(out child), refused);
        LastAnswer = got ? $"true, space {_model.Unused + 1} with the directory 0x{child:x8}" : "false";
        _checks.Answer("Fork", got, isRight,
            isRight ? "there are frames enough" : "it needs a frame for the directory and one for each table");
        if (got)
        {
            _checks.Child(child);
            _model.Fork(child);
        }

        _checks.Run("Fork");
        Machine.CheckUnchanged("Fork", "false", got || Digest() == before);
        return true;
    }

    private bool Switch(int space)
    {
        if (_model[space] is not { } wanted || space == _model.Loaded)
        {
            return false;
        }

        _machine.Processor.LoadCr3(wanted.Directory);
        _model.Loaded = space;
        return true;
    }

    private bool Exit(int space)
    {
        if (_model[space] is not { } leaving || space == _model.Loaded)
        {
            return false;
        }

        _machine.Leaving = leaving.Directory;
        LastAnswer = $"Exit(0x{leaving.Directory:x8})";
        Run("Exit", () =>
        {
            _answer.Exit(leaving.Directory);
            return true;
        });
        _machine.Leaving = 0;
        _model.End(space);
        _checks.Run("Exit");
        return true;
    }

    private bool Write(int page, int refused)
    {
        uint address = SpacePages.All[page] + SpacePages.Offset;
        bool faults = !_machine.Processor.TryTranslateForUser(address, true, out _);
        if (!faults && refused != 0)
        {
            return false;
        }

        LastAnswer = "no fault";
        if (faults && !Fault(page, address, refused))
        {
            return true;
        }

        if (!_machine.Processor.TryTranslateForUser(address, true, out uint physical))
        {
            _checks.FailProgress(address);
        }

        uint value = 0x5A00_0000 | ((uint)_model.Loaded << 8) | (uint)page;
        _machine.Processor.Memory.WriteWord(physical, value);
        _model.Write(page, value);
        _checks.Run("OnFault");
        return true;
    }

    private bool Fault(int page, uint address, int refused)
    {
        UInt128 before = Digest();
        bool isAllowed = SpacePages.All[page] != SpacePages.Text;
        bool isSole = _model.IsSole(_model.Loaded, page);
        uint frame = _machine.Processor.TablesSay(address >> 12) >> 12;
        bool isRight = isAllowed && (isSole || FreeFrames(refused) > 0);
        bool got = Run("OnFault", () => _answer.OnFault(address, true), refused);
        LastAnswer = $"fault, OnFault answers {(got ? "true" : "false")}";
        _checks.Answer("OnFault", got, isRight,
            !isAllowed ? "the region may not be written" : isSole ? "the space is the page's sole owner"
            : isRight ? "there is a frame for the copy" : "there is no frame for the copy");
        if (got)
        {
            _checks.TakenOver(address, isSole, frame);
            _model.Own(page);
        }

        _checks.Run("OnFault");
        Machine.CheckUnchanged("OnFault", "false", got || Digest() == before);
        return got;
    }

    private bool Stray(bool isWrite)
    {
        UInt128 before = Digest();
        bool got = Run("OnFault", () => _answer.OnFault(SpacePages.Outside, isWrite));
        LastAnswer = $"fault, OnFault answers {(got ? "true" : "false")}";
        _checks.Answer("OnFault", got, false, "no region has the address");
        Machine.CheckUnchanged("OnFault", "false", Digest() == before);
        return true;
    }
}
