using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Signals;

/// <summary>What sigaction asks for (include/uapi/asm-generic/signal-defs.h).</summary>
[Flags]
public enum SignalFlags : uint
{
    None = 0,

    /// <summary>SA_NOCLDSTOP: no SIGCHLD when a child stops or goes on.</summary>
    NoChildStop = 0x1,

    /// <summary>SA_NOCLDWAIT: children that end leave nothing behind.</summary>
    NoChildWait = 0x2,

    /// <summary>SA_SIGINFO: the handler gets three arguments.</summary>
    Information = 0x4,

    /// <summary>SA_RESTORER: the handler returns to the action's restorer.</summary>
    Restorer = 0x0400_0000,

    /// <summary>SA_ONSTACK: the handler runs on the alternate stack.</summary>
    OnStack = 0x0800_0000,

    /// <summary>SA_RESTART: a call that was interrupted is restarted.</summary>
    Restart = 0x1000_0000,

    /// <summary>SA_NODEFER: the signal isn't blocked while it is handled.</summary>
    NoDefer = 0x4000_0000,

    /// <summary>SA_RESETHAND: it is handled once.</summary>
    ResetHandler = 0x8000_0000,

    /// <summary>All that are kept: SA_EXPOSE_TAGBITS, which means nothing here, too.</summary>
    Known = NoChildStop | NoChildWait | Information | 0x800 | Restorer | OnStack | Restart | NoDefer | ResetHandler,
}

/// <summary>
/// What happens when a signal comes. Linux's struct sigaction of the i386 for rt_sigaction, 20 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct SignalAction
{
    /// <summary>SIG_DFL and SIG_IGN.</summary>
    public const uint Default = 0;
    public const uint Ignore = 1;

    /// <summary>Where the handler is, or one of the two above.</summary>
    public uint Handler;

    public SignalFlags Flags;

    /// <summary>Where the handler returns to, with SA_RESTORER.</summary>
    public uint Restorer;

    /// <summary>What is blocked meanwhile.</summary>
    public SignalSet Mask;

    public readonly bool HasHandler => Handler > Ignore;

    public readonly bool Has(SignalFlags flag) => (Flags & flag) != 0;

    /// <summary>Whether the signal that it belongs to is thrown away.</summary>
    public readonly bool Ignores(Signal signal) =>
        Handler == Ignore || (Handler == Default && SignalSet.IgnoredByDefault.Has(signal));
}

/// <summary>The actions of a process for all signals.</summary>
[InlineArray(Count)]
public struct SignalActions
{
    public const int Count = 64;

    private SignalAction _first;

    /// <summary>
    /// The process becomes another program: there are no handlers any more. What was ignored stays so.
    /// </summary>
    public static void Reset(ref SignalActions actions)
    {
        for (int i = 0; i < Count; i++)
        {
            actions[i] = new SignalAction
            {
                Handler = actions[i].Handler == SignalAction.Ignore ? SignalAction.Ignore : SignalAction.Default,
            };
        }
    }
}
