// The `lab` command of a kernel that 'lab boot' builds: calls a student's code, and prints what it answers.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Shell;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Labs;

/// <summary>What the student's code did, the kernel's own commands show: <c>pte</c>, <c>peek</c>, <c>check</c>.
/// </summary>
internal readonly struct LabCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "lab"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "lab <verb> [arguments]"u8;

    public static ReadOnlySpan<byte> Summary => "call the lab's code"u8;

    public static ReadOnlySpan<byte> Details => """
        map <page> <frame> rw|ro           take: a frame, and prints it
        mapnew <page>                      free <frame>
        unmap <page>                       protect <page> rw|ro
        maprange <page> <frame> <n> rw|ro  unmaprange <page> <n>
        resolve <address>
        page: 0x50000000 to 0x5ffff000, where nothing else is.
        example: lab mapnew 0x50000000, then pte 0x50000000

        """u8;

    public static ReadOnlySpan<byte> Words => "free map mapnew maprange protect resolve take unmap unmaprange "u8;

    public static bool Run(ref Arguments arguments)
    {
        bool isDone = arguments.TryNext("take"u8) ? Take(ref arguments)
            : arguments.TryNext("free"u8) ? Free(ref arguments)
            : arguments.TryNext("map"u8) ? Map(ref arguments, isRange: false)
            : arguments.TryNext("maprange"u8) ? Map(ref arguments, isRange: true)
            : arguments.TryNext("mapnew"u8) ? MapNew(ref arguments)
            : arguments.TryNext("unmap"u8) ? Unmap(ref arguments, isRange: false)
            : arguments.TryNext("unmaprange"u8) ? Unmap(ref arguments, isRange: true)
            : arguments.TryNext("protect"u8) ? Protect(ref arguments)
            : arguments.TryNext("resolve"u8) ? Resolve(ref arguments)
            : arguments.Refuse();
        LabPages.Count();
        return isDone;
    }

    private static bool Take(ref Arguments arguments)
    {
        if (!arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!Machine.TryAllocateFrame(out uint frame))
        {
            return Say("no frame is free"u8);
        }

        Terminal.Row("frame"u8, $"{new PhysicalAddress(frame)}");
        return true;
    }

    private static bool Free(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint frame) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        Machine.FreeFrame(frame);
        return true;
    }

    private static bool Map(ref Arguments arguments, bool isRange)
    {
        uint count = 1;
        if (!arguments.TryNextUInt32(out uint page) || !arguments.TryNextUInt32(out uint frame)
            || (isRange && !arguments.TryNextUInt32(out count)) || !TryRights(ref arguments, out bool isWritable))
        {
            return arguments.Refuse();
        }

        return IsAllowed(page, count) && IsFrame(frame) && Tell(isRange
            ? AnswerCalls.MapRange(page, frame, count, isWritable) : AnswerCalls.Map(page, frame, isWritable));
    }

    private static bool MapNew(ref Arguments arguments) =>
        !arguments.TryNextUInt32(out uint page) || !arguments.TryEnd() ? arguments.Refuse()
            : IsAllowed(page, 1) && Tell(AnswerCalls.MapNew(page));

    private static bool Unmap(ref Arguments arguments, bool isRange)
    {
        uint count = 1;
        if (!arguments.TryNextUInt32(out uint page) || (isRange && !arguments.TryNextUInt32(out count))
            || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!IsAllowed(page, count))
        {
            return false;
        }

        if (isRange)
        {
            return Tell(AnswerCalls.UnmapRange(page, count));
        }

        KernelMemory.Paging.TryReadEntry(new VirtualAddress(page), out PageTableEntry entry);
        bool isDone = Tell(AnswerCalls.Unmap(page));
        if (isDone)
        {
            // The caller's, who may give it back.
            Terminal.Row("frame"u8, $"{entry.Frame.Address}");
        }

        return isDone;
    }

    private static bool Protect(ref Arguments arguments) =>
        !arguments.TryNextUInt32(out uint page) || !TryRights(ref arguments, out bool isWritable)
            ? arguments.Refuse() : IsAllowed(page, 1) && Tell(AnswerCalls.Protect(page, isWritable));

    private static bool Resolve(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress address) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        bool isDone = Tell(AnswerCalls.Resolve(address.Value, out uint physical));
        if (isDone)
        {
            Terminal.Row("physical address"u8, $"{new PhysicalAddress(physical)}");
        }

        return isDone;
    }

    private static bool TryRights(ref Arguments arguments, out bool isWritable)
    {
        isWritable = arguments.TryNext("rw"u8);
        return (isWritable || arguments.TryNext("ro"u8)) && arguments.TryEnd();
    }

    private static bool IsAllowed(uint page, uint count) => LabPages.Contain(page, count)
        || Say("pages are multiples of 4096 from 0x50000000 to 0x5ffff000"u8);

    private static bool IsFrame(uint frame) =>
        (frame & 0xFFF) == 0 || Say("a frame is a multiple of 4096"u8);

    private static bool Tell(Result result)
    {
        Say(result switch
        {
            Result.Done => "Done"u8,
            Result.AlreadyMapped => "AlreadyMapped"u8,
            Result.NotMapped => "NotMapped"u8,
            Result.OutOfFrames => "OutOfFrames"u8,
            AnswerCalls.Missing => "this lab's code has no such method"u8,
            _ => "an answer that is no Result"u8,
        });
        return result == Result.Done;
    }

    /// <returns>False, for a command to return.</returns>
    private static bool Say(ReadOnlySpan<byte> text)
    {
        Terminal.Row("lab"u8, $"{text}");
        return false;
    }
}
