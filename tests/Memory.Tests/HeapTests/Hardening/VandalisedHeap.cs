// A heap whose own words are overwritten at random, and what its users may still expect.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Applies steps, and knows which live blocks were damaged.</summary>
internal sealed class VandalisedHeap
{
    private readonly HeapModel<CheckedBlocks> _heap =
        new(HeapWorld<CheckedBlocks>.BootHeap(new() { HasGarbageInHeapPages = true }));
    private readonly HashSet<uint> _damaged = [];
    private readonly HashSet<uint> _spoilt = [];
    private readonly Dictionary<uint, uint> _ends = [];
    private readonly List<uint> _freed = [];

    private ref KernelHeap<SimulatedMachine, HeapPages, CheckedBlocks> Core => ref _heap.World.Heap;

    /// <summary>Blocks allocated, freed or resized.</summary>
    public uint Effects => _heap.Effects;

    public void Apply(CorruptionModelTests.Step step)
    {
        switch (step.Kind)
        {
            case CorruptionModelTests.StepKind.Allocate:
                NoteEnd(_heap.Allocate(step.Bytes));
                break;
            case CorruptionModelTests.StepKind.AllocateAligned:
                NoteEnd(_heap.AllocateAligned(step.Bytes, 1u << (int)(step.Choice % 13)));
                break;
            case CorruptionModelTests.StepKind.FreeWild:
                FreeWild(step);
                break;
            case CorruptionModelTests.StepKind.GiveBack:
                Core.GiveBack(step.Bytes);
                break;
            case CorruptionModelTests.StepKind.Repair:
                Repair();
                break;
            case CorruptionModelTests.StepKind.Free when _heap.Live.Count > 0:
                Free(Choose(step));
                break;
            case CorruptionModelTests.StepKind.Reallocate when _heap.Live.Count > 0:
                Reallocate(Choose(step), step.Bytes);
                break;
            case CorruptionModelTests.StepKind.SpoilByte when Core.Bounds.MappedBytes != 0:
                Spoil(Place(step), [(byte)(step.Value >> 24)]);
                break;
            case CorruptionModelTests.StepKind.SpoilRun when Core.Bounds.MappedBytes != 0:
                Spoil(Place(step), [.. Enumerable.Repeat((byte)(step.Value >> 24), (int)(step.Bytes % 60))]);
                break;
            case CorruptionModelTests.StepKind.SpoilLink when Core.Bounds.MappedBytes != 0:
                Spoil(Place(step) & ~3u,
                    BitConverter.GetBytes(Place(step with { Choice = step.Value, Value = step.Choice }) & ~3u));
                break;
        }

        _heap.CheckAllContents();
    }

    /// <summary>All that is left can be freed, but what was damaged; and then the heap is as whole as ever.</summary>
    public void CheckAtEnd()
    {
        foreach (uint pointer in _heap.Live)
        {
            Free(pointer);
        }

        Repair();
        _heap.CheckAll();
        for (uint bytes = 1; bytes < 300; bytes += 7)
        {
            _heap.Take(bytes);
        }

        _heap.Check();
        _heap.FreeAll();
        _heap.CheckAll();
    }

    private uint Choose(CorruptionModelTests.Step step) => _heap.Live[(int)(step.Choice % _heap.Live.Count)];

    private void Free(uint pointer)
    {
        uint reports = Core.Statistics.DamageReports;
        _freed.Add(pointer);
        if (_damaged.Remove(pointer))
        {
            _heap.FreeDamaged(pointer);
            Assert.True(Core.Statistics.DamageReports > reports);
        }
        else
        {
            _heap.Free(pointer);
        }
    }

    private void Reallocate(uint pointer, uint bytes)
    {
        uint resized = _heap.Reallocate(pointer, bytes);
        NoteEnd(resized);
        Assert.Equal(_damaged.Contains(pointer), resized == 0 && Core.Counters.LastFailure == HeapError.Damaged);
        if (_damaged.Remove(pointer))
        {
            _heap.Lose(pointer);
        }
        else if (resized != 0 && resized != pointer)
        {
            _freed.Add(pointer);
        }
    }

    private void FreeWild(CorruptionModelTests.Step step)
    {
        uint pointer = _freed.Count > 0 && step.Value % 2 == 0
            ? _freed[(int)(step.Choice % _freed.Count)]
            : _heap.World.IdentityEnd + (step.Choice % (Core.Bounds.MappedBytes + 8));
        if (!_heap.Live.Contains(pointer))
        {
            _heap.FreeWildInDamage(pointer);
        }
    }

    private void Repair()
    {
        for (int faults = 0; Core.CheckAndRepair().Fault != HeapFault.None; faults++)
        {
            Assert.True(faults < 200, "repairing doesn't end");
        }

        foreach (uint lost in _damaged)
        {
            _heap.Lose(lost);
        }

        _damaged.Clear();
        _spoilt.Clear();
        _heap.Check();
    }

    /// <summary>An address near the ends of a block: where headers, links, footers and redzones lie.</summary>
    private uint Place(CorruptionModelTests.Step step)
    {
        List<uint> starts = [];
        HeapBlock block = default;
        while (Core.TryNextBlock(ref block))
        {
            starts.Add(block.Address.Value);
        }

        uint end = _heap.World.IdentityEnd + Core.Bounds.MappedBytes;
        starts.Add(end - DamageScene.Header);
        uint address = starts[(int)(step.Choice % starts.Count)] + (step.Value % 40) - 12;
        return Math.Clamp(address, _heap.World.IdentityEnd, end - 4);
    }

    /// <summary>
    /// Overwrites bytes, but none of a live payload and none twice; damage to a heap that was whole must be seen by its
    /// check.
    /// </summary>
    private void Spoil(uint address, byte[] values)
    {
        bool wasWhole = Core.Check().Fault == HeapFault.None;
        List<Block> aside = wasWhole ? HeapWalk.Blocks(_heap.World).FindAll(block => block.IsQuarantined) : [];
        bool matters = false;
        uint end = _heap.World.IdentityEnd + Core.Bounds.MappedBytes;
        for (uint at = address; at < address + values.Length && at < end; at++)
        {
            byte value = values[at - address];
            if (_heap.Live.Any(pointer => at - pointer < _heap.BytesOf(pointer)) || !_spoilt.Add(at)
                || _heap.World.Processor.LoadByte(at) == value)
            {
                continue;
            }

            _heap.World.Processor.StoreByte(at, value);
            matters |= at >= _heap.World.IdentityEnd + BlockSizes<CheckedBlocks>.Pad
                && !aside.Exists(block => at >= block.Pointer && at < block.End);
            NoteOwner(at);
        }

        Assert.True(!wasWhole || !matters || Core.Check().Fault != HeapFault.None,
            $"nothing was found of {values.Length} bytes from 0x{address:x8}");
    }

    /// <summary>If it is a header or a redzone of a live block that was overwritten, that block is damaged.</summary>
    private void NoteOwner(uint address)
    {
        foreach (uint pointer in _heap.Live)
        {
            if (address >= pointer - DamageScene.Header && address < _ends[pointer])
            {
                _damaged.Add(pointer);
            }
        }
    }

    /// <summary>A block just handed out: its header is whole, and says where it ends.</summary>
    private void NoteEnd(uint pointer)
    {
        if (pointer != 0)
        {
            uint block = pointer - DamageScene.Header;
            _ends[pointer] = block + (_heap.World.Processor.Load(block) & ~7u);
        }
    }
}
