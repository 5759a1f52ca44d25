// The machine that an answer runs on: a simulated i386 whose TLB never forgets, a few frames, and who has them.
using System.Numerics;
using Osmosis.Labs;
using Osmosis.Simulation;

namespace Osmosis.Lab.Checking;

/// <summary>
/// Watches what an answer does between its calls: which memory it touches (rule reach), that no walk meets a word that
/// nobody wrote (zeroed), that a frame is given back by who has it (owners), and only when the processor can't reach it
/// any more (tlb).
/// </summary>
public partial class LabMachine : IMachine
{
    public const uint DirectoryFrame = 0x8;
    public const uint NotesFrame = 0x9;
    public const uint FirstFrame = 0x10;

    private readonly Dictionary<string, int> _exercised = [];

    // Counted at each access, where a dictionary would cost more than the access.
    private int _touched;
    private int _changedEntries;
    private int _requests;
    private int _refusedRequest;

    /// <param name="frames">The number of frames that can be taken, at most 32.</param>
    /// <param name="forgiven">The rules that are not watched any more.</param>
    /// <param name="paging">Paging is on, with an empty directory.</param>
    public LabMachine(int frames, IReadOnlySet<string> forgiven, bool paging = true)
    {
        Frames = frames;
        Forgiven = forgiven;
        PhysicalMemory memory = new(new EventHistory());
        memory.Install(0, 16 << 20);
        Processor = new SimulatedProcessor(memory);
        memory.Fill(NotesFrame << 12, 0, 1024);
        if (paging)
        {
            memory.Fill(DirectoryFrame << 12, 0, 1024);
            Processor.LoadCr3(DirectoryFrame << 12);
            Processor.LoadCr0(paging: true, writeProtect: true);
        }
    }

    public SimulatedProcessor Processor { get; }

    public int Frames { get; }

    /// <summary>Bit n: frame <see cref="FirstFrame"/> + n is taken.</summary>
    public uint Taken { get; private set; }

    public IReadOnlySet<string> Forgiven { get; }

    /// <summary>What happened, while a failure is replayed.</summary>
    public List<MachineEvent>? Events { get; set; }

    /// <summary>Told of each event before it takes effect, while a failure is shown step by step.</summary>
    public Action<MachineEvent>? Watcher { get; set; }

    /// <summary>The number of the operation.</summary>
    public int Call { get; set; }

    public virtual uint Directory => DirectoryFrame << 12;

    public virtual uint Notes => 0;

    public int FreeFrames => Frames - BitOperations.PopCount(Taken);

    public UInt128 Digest() => Processor.Digest() + Taken;

    /// <summary>How often a rule could have been broken.</summary>
    public int Exercised(string rule) => _exercised.GetValueOrDefault(rule) + rule switch
    {
        RuleNames.Reach => _touched,
        RuleNames.Tlb => _changedEntries,
        _ => 0,
    };

    public void Exercise(string rule) => _exercised[rule] = _exercised.GetValueOrDefault(rule) + 1;

    /// <summary>A call begins, whose n-th request for a frame is refused; 0: none is.</summary>
    public void Begin(int refusedRequest)
    {
        _refusedRequest = refusedRequest;
        _requests = 0;
    }

    public Action Save()
    {
        MachineState state = Processor.Save();
        uint taken = Taken;
        return () =>
        {
            Processor.Restore(state);
            Taken = taken;
        };
    }

    public virtual uint Load(uint address)
    {
        RequireReach(address, isWrite: false);
        Note(MachineEventKind.Load, address);
        try
        {
            return Processor.LoadPhysical(address);
        }
        catch (SimulationException stop)
        {
            throw Stopped(stop);
        }
    }

    public virtual void Store(uint address, uint value)
    {
        RequireReach(address, isWrite: true);
        Note(MachineEventKind.Store, address, value);
        CountStore(address, value);
        try
        {
            Processor.StorePhysical(address, value);
        }
        catch (SimulationException stop)
        {
            throw Stopped(stop);
        }
    }

    public virtual void InvalidatePage(uint address)
    {
        Note(MachineEventKind.Invalidate, address);
        try
        {
            Processor.InvalidatePage(address);
        }
        catch (SimulationException stop)
        {
            throw Stopped(stop);
        }
    }

    /// <summary>An entry in words.</summary>
    public static string Words(uint entry) => (entry & 1) == 0
        ? "not mapped"
        : $"→ 0x{entry & ~0xFFFu:x8} {((entry & 2) != 0 ? "writable" : "read-only")}";

    public void Fail(string rule, string what, Fact expected, Fact said, Blame blame, string why = "") =>
        throw new BrokenRuleException(rule, what, expected, said, blame, why);

    /// <summary>Whose a frame is that the answer may not touch so; null when it may.</summary>
    protected virtual string? OwnerInTheWay(uint frame, bool isWrite) =>
        frame == DirectoryFrame || IsTaken(frame) || (frame == NotesFrame && Notes != 0) ? null
        : frame - FirstFrame < Frames ? "nobody's: it is free"
        : "not the answer's: nobody handed it out";

    /// <summary>The rule that is broken when the simulated machine stops.</summary>
    protected static BrokenRuleException Stopped(SimulationException stop)
    {
        bool isUnwritten = stop.Fault is SimulationFault.UnzeroedTable or SimulationFault.NeverWritten;
        string message = stop.Message.Split('\n')[0];
        return new BrokenRuleException(
            isUnwritten ? RuleNames.Zeroed : RuleNames.Tables,
            isUnwritten ? "a word is read that nobody wrote" : "the processor refuses an entry",
            Fact.None,
            new Fact("the machine says", message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..]),
            Blame.Here);
    }

    protected void Note(MachineEventKind kind, uint address, uint value = 0)
    {
        if (Events is null)
        {
            return;
        }

        uint old = 0;
        (uint page, bool isDirectory) = (MachineEvent.NoPage, false);
        if (kind is MachineEventKind.Load or MachineEventKind.Store)
        {
            Processor.Memory.TryReadWord(address, out old);
        }

        if (kind == MachineEventKind.Store)
        {
            (page, isDirectory) = EntryAt(address);
        }

        MachineEvent happened = new(
            kind, Call, address, value, old, page, isDirectory, AnswerStack.Current(), AnswerStack.OriginOf(address));
        Events.Add(happened);
        Watcher?.Invoke(happened);
    }

    private void RequireReach(uint address, bool isWrite)
    {
        _touched++;
        if ((address & 3) == 0 && OwnerInTheWay(address >> 12, isWrite) is null)
        {
            return;
        }

        string verb = isWrite ? "writes" : "reads";
        if ((address & 3) != 0)
        {
            Fail(RuleNames.Reach, $"the answer {verb} 0x{address:x8}, which is not a multiple of 4", Fact.None,
                new Fact("address", $"0x{address:x8}"), Blame.Here.OrWhereComputed(address));
        }

        Fail(RuleNames.Reach, $"the answer {verb} 0x{address:x8}, which is not its own", Fact.None,
            new Fact("the frame is", OwnerInTheWay(address >> 12, isWrite)!), Blame.Here.OrWhereComputed(address));
    }

    private void CountStore(uint address, uint value)
    {
        (uint page, bool isDirectory) = EntryAt(address);
        if (isDirectory && (value & 1) != 0)
        {
            Exercise(RuleNames.Zeroed);
        }

        if (page != MachineEvent.NoPage && Processor.Memory.TryReadWord(address, out uint old) && (old & 1) != 0)
        {
            _changedEntries++;
        }
    }

    /// <summary>Which entry of the loaded tables lies at an address.</summary>
    protected (uint Page, bool IsDirectory) EntryAt(uint address)
    {
        uint index = (address & 0xFFF) >> 2;
        if (!Processor.IsPagingEnabled)
        {
            return (MachineEvent.NoPage, false);
        }

        if (address >> 12 == Processor.Cr3 >> 12)
        {
            return (index << 10, true);
        }

        return Processor.TryFindDirectoryEntryOf(address >> 12, out uint directory)
            ? ((directory << 10) | index, false)
            : (MachineEvent.NoPage, false);
    }
}
