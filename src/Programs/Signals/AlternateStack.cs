using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Programs.Signals;

/// <summary>The stack on which handlers run that ask for it: Linux's stack_t of the i386, 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct AlternateStack
{
    // SS_ONSTACK, SS_DISABLE, SS_AUTODISARM, MINSIGSTKSZ.
    private const uint InUse = 1;
    private const uint Disabled = 2;
    private const uint DisarmsItself = 0x8000_0000;
    private const uint Smallest = 2048;

    public uint Start;
    public uint Flags;
    public uint Size;

    /// <summary>What a program starts with.</summary>
    public static AlternateStack None => new() { Flags = Disabled };

    /// <summary>Its end, from which it grows down.</summary>
    public readonly uint End => Start + Size;

    public readonly bool IsDisarmedByUse => (Flags & DisarmsItself) != 0;

    /// <summary>Whether a stack pointer is on it; one that disarms itself is never known to be in use.</summary>
    public readonly bool IsUsedBy(uint stack) => !IsDisarmedByUse && Contains(stack);

    /// <summary>Whether a stack pointer lies in it.</summary>
    public readonly bool Contains(uint stack) => stack > Start && stack - Start <= Size;

    /// <summary>Whether a handler that asks for it is to go there.</summary>
    public readonly bool IsFree(uint stack) => Size != 0 && !IsUsedBy(stack);

    /// <summary>As sigaltstack gives it.</summary>
    public readonly AlternateStack Report(uint stack) => new()
    {
        Start = Start,
        Flags = (Flags & DisarmsItself) | (Size == 0 ? Disabled : IsUsedBy(stack) ? InUse : 0),
        Size = Size,
    };

    /// <summary>Sets another one. EPERM while this one is in use, EINVAL, ENOMEM when it is too small.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="stack">Where the stack pointer is.</param>
    public Errno Change(in AlternateStack other, uint stack)
    {
        uint mode = other.Flags & ~DisarmsItself;
        if (IsUsedBy(stack))
        {
            return Errno.EPERM;
        }

        if (mode is not (0 or InUse or Disabled))
        {
            return Errno.EINVAL;
        }

        if (mode == Disabled)
        {
            this = new AlternateStack { Flags = other.Flags };
            return Errno.None;
        }

        if (other.Size < Smallest)
        {
            return Errno.ENOMEM;
        }

        this = other;
        return Errno.None;
    }

    /// <summary>A handler was entered: one that disarms itself is none any more.</summary>
    public void Use()
    {
        if (IsDisarmedByUse)
        {
            this = None;
        }
    }
}
