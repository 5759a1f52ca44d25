// The world of lab 1: Initialize with one of a few memory maps, and then every order of taking and freeing.
using System.Numerics;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Frames;

internal sealed class FramesWorld : World
{
    /// <summary>More than any map has.</summary>
    private const int MostUsable = 4;

    private const uint CallersWord = 0xC0FF_EE00;

    private readonly IFrames _answer;
    private readonly FramesMachine _machine;

    public FramesWorld(IFrames answer, FramesMachine machine)
        : base(machine)
    {
        _answer = answer;
        _machine = machine;
        Operations = [.. MakeOperations()];
    }

    public override IReadOnlyList<Operation> Operations { get; }

    public override UInt128 Digest() => base.Digest() + (ModelDigest() << 64);

    public override UInt128 ModelDigest() =>
        _machine.Map is null ? 0 : ((UInt128)_machine.Map.KernelEnd << 64) + (_machine.Map.Entries[^1].Start << 5)
            + _machine.Handed + 1;

    public override Action Save()
    {
        Action machine = base.Save();
        (MemoryMap? map, uint handed, IReadOnlyList<uint> strays) =
            (_machine.Map, _machine.Handed, _machine.Strays);
        return () =>
        {
            machine();
            (_machine.Map, _machine.Handed, _machine.Strays) = (map, handed, strays);
        };
    }

    private IEnumerable<Operation> MakeOperations()
    {
        foreach (MemoryMap map in MemoryMap.All)
        {
            yield return new($"Initialize(), memory map: {map.Name}", "Initialize", () => Initialize(map));
        }

        yield return new("TryAllocate(out frame)", "TryAllocate", TryAllocate);
        for (int usable = 0; usable < MostUsable; usable++)
        {
            int index = usable;
            yield return new($"Free(usable frame {index + 1})", "Free", () => FreeUsable(index, 0));
        }

        yield return new("Free(usable frame 1 + 4)", "Free", () => FreeUsable(0, 4));
        yield return new("Free(usable frame 2 + 0x800)", "Free", () => FreeUsable(1, 0x800));
        foreach (uint wrong in (uint[])[0, 0x9000, 0x0010_0000, 0x0014_1000, 0x001F_F000, 0x0020_0000, 0xFFFF_F000])
        {
            yield return new($"Free(0x{wrong:x8})", "Free", () => FreeWrong(wrong));
        }
    }

    private bool Initialize(MemoryMap map)
    {
        if (_machine.Map is not null)
        {
            return false;
        }

        _machine.Map = map;
        Run("Initialize", () =>
        {
            _answer.Initialize();
            return true;
        });
        return true;
    }

    private bool TryAllocate()
    {
        if (_machine.Map is null)
        {
            return false;
        }

        uint frame = 0;
        int free = _machine.Map.Usable.Count - BitOperations.PopCount(_machine.Handed);
        bool isDone = Run("TryAllocate", () => _answer.TryAllocate(out frame));
        LastAnswer = isDone ? $"true, 0x{frame:x8}" : "false";
        if (isDone)
        {
            HandOut(frame);
        }
        else
        {
            Refuse(frame, free);
        }

        return true;
    }

    private void HandOut(uint address)
    {
        _machine.Exercise(FramesRules.Usable);
        int index = (address & 0xFFF) == 0 ? _machine.IndexOf(address >> 12) : -1;
        if (index < 0)
        {
            FailUsable(address);
            return;
        }

        _machine.Exercise(FramesRules.Once);
        if (_machine.IsHanded(index))
        {
            _machine.Fail(FramesRules.Once, $"TryAllocate hands out 0x{address:x8}, which a caller has already",
                new Fact("callers have", _machine.HandedNames()), new Fact("free are", _machine.FreeNames()),
                Blame.WrittenTwice(address, OwnWord(address)));
        }

        // The frame is the caller's now, who writes to it.
        _machine.Handed |= 1u << index;
        _machine.Processor.Memory.Fill(address, CallersWord + (uint)index, 1024);
    }

    private void FailUsable(uint address)
    {
        if (_machine.Forgiven.Contains(FramesRules.Usable))
        {
            _machine.Strays = [.. _machine.Strays, address];
            return;
        }

        _machine.Fail(FramesRules.Usable, $"TryAllocate hands out 0x{address:x8}, which is not a usable frame",
            new Fact("usable are", string.Join(", ", _machine.Map!.Usable.Select(frame => $"0x{frame << 12:x8}"))),
            new Fact($"0x{address:x8} isn't:",
                (address & 0xFFF) != 0 ? "it is not a multiple of 4096" : _machine.Map.WhyNot(address >> 12)!),
            Blame.WrittenBefore(address, OwnWord(address)));
    }

    private void Refuse(uint frame, int free)
    {
        _machine.Exercise(FramesRules.All);
        if (_machine.Forgiven.Contains(FramesRules.All))
        {
            return;
        }

        if (free > 0)
        {
            _machine.Fail(FramesRules.All, "TryAllocate hands out nothing, and there are free frames",
                new Fact("free are", _machine.FreeNames()), new Fact("callers have", _machine.HandedNames()),
                Blame.Here);
        }

        if (frame != 0)
        {
            _machine.Fail(FramesRules.All, "TryAllocate says false, and gives an address all the same",
                new Fact("frame should be", "0"), new Fact("it is", $"0x{frame:x8}"), Blame.Here);
        }
    }

    private bool FreeUsable(int index, uint offset) =>
        _machine.Map is not null && index < _machine.Map.Usable.Count
        && Free((_machine.Map.Usable[index] << 12) + offset, offset == 0 ? index : -1);

    private bool FreeWrong(uint address) =>
        _machine.Map is not null && _machine.IndexOf(address >> 12) < 0 && !_machine.Strays.Contains(address)
        && Free(address, -1);

    private bool Free(uint address, int index)
    {
        bool isTaken = index >= 0 && _machine.IsHanded(index);
        uint handed = _machine.Handed;
        _machine.Exercise(FramesRules.Frees);

        // What is freed is the answer's again from the call on: it may keep its list in there.
        _machine.Handed &= isTaken ? ~(1u << index) : ~0u;
        bool got = Run("Free", () => _answer.Free(address));
        LastAnswer = $"{(got ? "true" : "false")} (0x{address:x8})";
        if (got != isTaken)
        {
            _machine.Handed = handed;
            _machine.Fail(FramesRules.Frees,
                isTaken ? "Free refuses a frame that is taken"
                : index >= 0 ? "Free accepts a frame that is free already" : "Free accepts what was never handed out",
                new Fact("callers have", _machine.HandedNames()), new Fact("freed was", $"0x{address:x8}"),
                Blame.Here, isTaken ? "the caller has written to all of the frame meanwhile" : "");
        }

        return true;
    }

    /// <summary>The word of the notes that a frame has when each has one.</summary>
    private uint OwnWord(uint address) => _machine.Notes + (address >> 12 << 2);
}
