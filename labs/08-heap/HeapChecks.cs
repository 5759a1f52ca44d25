// What must hold when a call of lab 8 returns, whatever the format of the heap is.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Heaps;

/// <summary>What was asked for, and how the heap was before.</summary>
/// <param name="Bytes">So many.</param>
/// <param name="Refused">The number of the request to grow that is refused; 0: none.</param>
/// <param name="Pages">The heap's pages.</param>
/// <param name="Largest">The most bytes without a block that lie in one piece.</param>
/// <param name="AtEnd">Those at the end of the heap.</param>
internal readonly record struct Request(uint Bytes, int Refused, uint Pages, (uint Start, uint End) Largest, uint AtEnd)
{
    /// <summary>What an answer may lose in one piece to headers, rounding and remainders.</summary>
    public const uint Spare = 64;

    public bool IsPossible => Bytes is > 0 and <= HeapMachine.MostPages << 12;

    public uint Room => Largest.End - Largest.Start;

    public bool MustFitNow => IsPossible && Room >= Bytes + Spare;

    /// <summary>The pages that can be had.</summary>
    public uint PagesLeft =>
        Refused == 0 ? HeapMachine.MostPages - Pages : Math.Min(HeapMachine.MostPages - Pages, (uint)Refused - 1);

    public bool MustFit => MustFitNow || (IsPossible && AtEnd + (PagesLeft << 12) >= Bytes + Spare);

    /// <summary>The pages that may be added.</summary>
    public uint MostGrowth =>
        !IsPossible || MustFitNow || AtEnd + ((HeapMachine.MostPages - Pages) << 12) < Bytes ? 0
        : Bytes + Spare <= AtEnd ? 0 : (Bytes + Spare - AtEnd + 4095) >> 12;
}

internal sealed class HeapChecks(HeapMachine machine, HeapModel model)
{
    /// <summary>The longest piece of the heap without a block.</summary>
    public (uint Start, uint End) Largest() =>
        model.Gaps(HeapMachine.Start, machine.End).MaxBy(gap => gap.End - gap.Start);

    /// <summary>The bytes without a block at the heap's end.</summary>
    public uint AtEnd() => model.Gaps(HeapMachine.Start, machine.End).Last() is var (start, end) ? end - start : 0;

    public void Allocated(Request request, uint got)
    {
        machine.Exercise(RuleNames.Answers);
        if (!request.IsPossible && got != 0)
        {
            machine.Fail(RuleNames.Answers, $"Allocate({request.Bytes}) hands out what there can't be",
                new Fact("the right answer is", "0"), new Fact("Allocate says", $"0x{got:x8}"), Blame.Here);
        }

        if (got != 0)
        {
            CheckBlock(new Block(got, request.Bytes));
        }

        CheckGrowth(request);
        CheckFit(request, got);
    }

    public void Freed(uint address, bool got, bool isRight)
    {
        machine.Exercise(RuleNames.Answers);
        if (got != isRight)
        {
            machine.Fail(RuleNames.Answers, $"Free(0x{address:x8}) gives a wrong answer",
                new Fact("the right answer is", isRight ? "true" : "false"),
                new Fact("Free says", got ? "true" : "false"), Blame.Here,
                isRight ? "the block is handed out"
                : model.At(address) is { } block ? $"the address lies inside a block: {block}"
                : model.Freed.Any(freed => freed.Address == address) ? "the block was freed before"
                : "no block has this address");
        }
    }

    private void CheckBlock(Block block)
    {
        machine.Exercise(HeapRules.Blocks);

        // Of this rule only the alignment can be forgiven: whose the memory is decides everything else.
        bool isAligned = (block.Address & 7) == 0 || machine.Forgiven.Contains(HeapRules.Blocks);
        string? wrong = !isAligned ? "is not a multiple of 8"
            : block.Address < HeapMachine.Start || block.End > machine.End ? "is not wholly inside the heap"
            : null;
        if (wrong is not null)
        {
            machine.Fail(HeapRules.Blocks, $"the block that is handed out {wrong}",
                new Fact("the heap is", $"0x{HeapMachine.Start:x8} to 0x{machine.End:x8}"),
                new Fact("the block is", $"{block}"), Blame.Here);
        }

        foreach (Block other in model.Live.Where(other => other.Overlaps(block.Address, block.End)))
        {
            machine.Fail(HeapRules.Blocks, "what is handed out belongs to a block already",
                new Fact("the program has", $"{other}"), new Fact("the new block is", $"{block}"), Blame.Here);
        }
    }

    /// <summary>Rule growth.</summary>
    private void CheckGrowth(Request request)
    {
        machine.Exercise(HeapRules.Growth);
        uint grown = machine.Pages - request.Pages;
        if (grown > request.MostGrowth && !machine.Forgiven.Contains(HeapRules.Growth) && !request.MustFitNow)
        {
            machine.Fail(HeapRules.Growth, $"the heap grows by {Pages(grown)} for {request.Bytes} bytes",
                new Fact("needed", $"{Pages(request.MostGrowth)}: {request.AtEnd} bytes are free at the heap's end, "
                    + $"and it may have {Pages(HeapMachine.MostPages)}"),
                new Fact("taken", Pages(grown)), Blame.Taking((machine.End >> 12) - 1));
        }
    }

    /// <summary>Rule fit. If only freed neighbours together have room, the call that freed them is to blame.</summary>
    private void CheckFit(Request request, uint got)
    {
        machine.Exercise(HeapRules.Fit);
        bool grewInVain = request.MustFitNow && machine.Pages > request.Pages;
        if ((!grewInVain && (got != 0 || !request.MustFit)) || machine.Forgiven.Contains(HeapRules.Fit))
        {
            return;
        }

        (uint start, uint end) = request.Largest;
        Block[] pieces = [.. model.Freed.Where(freed => freed.Overlaps(start, end))];
        bool isOfMerging = request.MustFitNow && pieces.Length > 0
            && pieces.All(freed => freed.Bytes < request.Bytes);
        machine.Fail(HeapRules.Fit,
            grewInVain ? $"the heap grows for {request.Bytes} bytes, which fit without"
                : $"{request.Bytes} bytes are refused, and there is room",
            new Fact("without a block are",
                request.MustFitNow ? $"0x{start:x8} to 0x{end:x8}, {request.Room} bytes"
                    : $"{request.AtEnd} bytes at the heap's end, which can grow by {Pages(request.PagesLeft)}"),
            new Fact("Allocate says", $"0x{got:x8}" + (grewInVain ? $", and took {Pages(machine.Pages - request.Pages)}"
                : "")),
            isOfMerging ? Blame.LastStoreIn(model.LastFreeing)
                : grewInVain ? Blame.Taking((machine.End >> 12) - 1) : Blame.Here,
            isOfMerging ? $"freed were there: {string.Join("; ", pieces)}: with free neighbours they are one"
                : "");
    }

    private static string Pages(uint count) => count == 1 ? "1 page" : $"{count} pages";
}
