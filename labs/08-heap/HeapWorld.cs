// The small world of lab 8: a program that allocates and frees, gives back what it doesn't have, and fills what it has.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Heaps;

internal sealed class HeapWorld : World
{
    private const int MostBlocks = 4;

    private static readonly string[] _places = ["lowest", "2nd", "3rd", "4th"];

    private readonly IHeap _answer;
    private readonly HeapMachine _machine;
    private readonly HeapModel _model;
    private readonly HeapChecks _checks;

    public HeapWorld(IHeap answer, IReadOnlySet<string> forgiven)
        : this(answer, forgiven, new HeapModel())
    {
    }

    private HeapWorld(IHeap answer, IReadOnlySet<string> forgiven, HeapModel model)
        : base(new HeapMachine(forgiven, model))
    {
        (_answer, _model) = (answer, model);
        _machine = (HeapMachine)Machine;
        _checks = new HeapChecks(_machine, model);
        Operations = [.. Allocations(), .. Frees()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    public override UInt128 Digest() => base.Digest() + _machine.Pages + (_model.Digest() * 31);

    public override UInt128 ModelDigest() => _model.SizesDigest();

    public override Action Save()
    {
        Action machine = _machine.SaveAll();
        Action model = _model.Save();
        return () =>
        {
            machine();
            model();
        };
    }

    private IEnumerable<Operation> Allocations()
    {
        foreach (uint bytes in (uint[])[17, 2000, 3900, 6000])
        {
            yield return new($"Allocate({bytes})", "Allocate", () => Allocate(bytes, 0));
        }

        yield return new("Allocate(2000) while the heap can't grow", "Allocate", () => Allocate(2000, 1));
        yield return new("Allocate(6000) while the 2nd page is refused", "Allocate", () => Allocate(6000, 2));
        foreach (uint bytes in (uint[])[0, 12289, 0x8000_0000, 0xFFFF_FFF1, 0xFFFF_FFFF])
        {
            yield return new(bytes <= 12289 ? $"Allocate({bytes})" : $"Allocate(0x{bytes:x8})", "Allocate",
                () => Allocate(bytes, 0));
        }
    }

    private IEnumerable<Operation> Frees()
    {
        for (int number = 0; number < MostBlocks; number++)
        {
            int which = number;
            yield return new($"Free the {_places[number]} block", "Free", () => FreeBlock(which));
        }

        yield return new("Free the lowest block's address + 8", "Free", () => FreeOther(Lowest + 8));
        yield return new("Free the highest block's address + 8", "Free", () => FreeOther(Highest + 8));
        yield return new("Free the lowest block's address + 1", "Free", () => FreeOther(Lowest + 1));
        yield return new("Free once more what was freed last", "Free",
            () => FreeOther(_model.Freed.Count == 0 ? null : _model.Freed[^1].Address));
        yield return new("Free once more what was freed before", "Free",
            () => FreeOther(_model.Freed.Count < 2 ? null : _model.Freed[^2].Address));
        foreach (uint address in (uint[])[0, HeapMachine.Start - 8, HeapMachine.Start, 0xFFFF_FFF8])
        {
            yield return new($"Free(0x{address:x8})", "Free", () => FreeOther(address));
        }

        yield return new("Free the heap's end", "Free", () => FreeOther(_machine.End));
    }

    private uint? Lowest => _model.Live.Count == 0 ? null : _model.Live[0].Address;

    private uint? Highest => _model.Live.Count == 0 ? null : _model.Live[^1].Address;

    private bool Allocate(uint bytes, int refused)
    {
        if (_model.Live.Count == MostBlocks)
        {
            return false;
        }

        Request request = new(bytes, refused, _machine.Pages, _checks.Largest(), _checks.AtEnd());
        UInt128 before = Digest();
        _machine.BeginGrowth(refused);
        uint got = Run("Allocate", () => _answer.Allocate(bytes));
        LastAnswer = $"0x{got:x8}";
        _checks.Allocated(request, got);
        if (got != 0)
        {
            Block block = new(got, bytes);
            _model.Add(block);
            Fill(block);
        }
        else if (_machine.Pages == request.Pages)
        {
            CheckNothingChanged("Allocate", "0", before);
        }

        return true;
    }

    /// <summary>
    /// The program fills its block with what stands in front of it, over and over: whoever tells a block by such words
    /// is fooled.
    /// </summary>
    private void Fill(Block block)
    {
        for (uint address = block.Address; address < block.End; address += 4)
        {
            bool isWritten = _machine.Processor.Memory.TryReadWord(address - 8, out uint word);
            _machine.Processor.Memory.WriteWord(address, isWritten ? word : 0xA5A5_A5A5);
        }
    }

    private bool FreeBlock(int which)
    {
        if (which >= _model.Live.Count)
        {
            return false;
        }

        Block block = _model.Live[which];
        _model.Remove(block, _machine.Call);
        _checks.Freed(block.Address, Free(block.Address), isRight: true);
        return true;
    }

    /// <summary>Free is given something else than a block that is handed out; null: there is none now.</summary>
    private bool FreeOther(uint? address)
    {
        if (address is not { } wrong || _model.Live.Any(block => block.Address == wrong))
        {
            return false;
        }

        UInt128 before = Digest();
        _checks.Freed(wrong, Free(wrong), isRight: false);
        CheckNothingChanged("Free", "false", before);
        return true;
    }

    private bool Free(uint address)
    {
        bool got = Run("Free", () => _answer.Free(address));
        LastAnswer = $"Free(0x{address:x8}) answers {(got ? "true" : "false")}";
        return got;
    }

    private void CheckNothingChanged(string method, string got, UInt128 before)
    {
        _machine.Exercise(RuleNames.Refusals);
        if (!_machine.Forgiven.Contains(RuleNames.Refusals) && Digest() != before)
        {
            _machine.Fail(RuleNames.Refusals, $"{method} answers {got}, and yet something has changed",
                new Fact("heap and notes should be", "as before the call"), new Fact("they are", "not as before"),
                Blame.LastStore);
        }
    }
}
