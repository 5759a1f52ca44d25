// The machine of lab 7: paging is off, and nobody catches a fault.
using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.PagingOn;

internal sealed class StartingMachine(IReadOnlySet<string> forgiven) : LabMachine(0, forgiven, paging: false)
{
    // What can be had, in this order: no two are neighbours, as nobody promises that.
    private static readonly uint[] _frames = [0x903, 0x801, 0xA10, 0x807];

    private int _requests;
    private int _refusedRequest;
    private bool _wasRefused;

    public static int MostFrames => _frames.Length;

    /// <summary>The kernel that runs; null before the first call.</summary>
    public Kernel? Kernel { get; set; }

    /// <summary>Bit n: the n-th frame is taken.</summary>
    public uint TakenFrames { get; set; }

    public bool IsPagingOn => Processor.IsPagingEnabled;

    public override uint Directory => Processor.Cr3;

    public override uint KernelEnd => Kernel!.End;

    public void BeginCall(int refusedRequest) =>
        (_requests, _refusedRequest, _wasRefused) = (0, refusedRequest, false);

    /// <summary>Whether a request was refused since the call began.</summary>
    public bool WasRefused => _wasRefused;

    public bool Has(uint frame) =>
        Array.IndexOf(_frames, frame) is >= 0 and int index && ((TakenFrames >> index) & 1) != 0;

    /// <summary>The addresses of the frames that are taken.</summary>
    public IEnumerable<uint> TakenAddresses() => _frames.Where(Has).Select(frame => frame << 12);

    /// <summary>The frame goes back by itself.</summary>
    public void TakeBackFrame(uint frame)
    {
        Processor.Memory.Forget(frame);
        TakenFrames &= ~(1u << Array.IndexOf(_frames, frame));
    }

    public override uint Load(uint address)
    {
        RefuseUseOfRefused(address);
        return base.Load(!IsPagingOn ? address : Translated(address, isWrite: false));
    }

    public override void Store(uint address, uint value)
    {
        RefuseUseOfRefused(address);
        base.Store(IsPagingOn ? Translated(address, isWrite: true) : address, value);
    }

    public override bool TryAllocateFrame(out uint address)
    {
        int index = Array.FindIndex(_frames, frame => !Has(frame));
        bool isRefused = ++_requests == _refusedRequest || index < 0;
        _wasRefused |= isRefused;
        address = isRefused ? 0 : _frames[index] << 12;
        if (!isRefused)
        {
            TakenFrames |= 1u << index;
            Exercise(RuleNames.Owners);
            if (Forgiven.Contains(RuleNames.Zeroed))
            {
                Processor.Memory.Fill(address, 0, 1024);
            }
        }

        Note(isRefused ? MachineEventKind.Refused : MachineEventKind.Take, address);
        return !isRefused;
    }

    public override void FreeFrame(uint address)
    {
        Note(MachineEventKind.Free, address);
        if ((address & 0xFFF) != 0 || !Has(address >> 12))
        {
            Fail(RuleNames.Owners, $"FreeFrame(0x{address:x8}) gives back what was not taken",
                new Fact("frames taken", Text(TakenAddresses())), new Fact("given back", $"0x{address:x8}"),
                Blame.Here);
        }

        if (IsPagingOn && Processor.IsTableInUse(address >> 12))
        {
            Fail(RuleNames.Owners, $"FreeFrame(0x{address:x8}) gives back a table that the processor uses", Fact.None,
                new Fact("CR3", $"0x{Processor.Cr3:x8}"), Blame.Here);
        }

        TakeBackFrame(address >> 12);
    }

    public override void LoadDirectory(uint address)
    {
        Note(MachineEventKind.Control, address);
        if ((address & 0xFFF) != 0 || !Has(address >> 12))
        {
            Fail(PagingOnRules.Cr3, $"LoadDirectory(0x{address:x8}): this is no frame that was taken",
                new Fact("frames taken", Text(TakenAddresses())), new Fact("CR3 would be", $"0x{address:x8}"),
                Blame.Here);
        }

        Look(() => Processor.LoadCr3(address));
    }

    /// <summary>From the next instruction on all depends on the tables: it is fetched through them.</summary>
    public override void EnablePaging()
    {
        Note(MachineEventKind.Control, Processor.Cr3);
        Exercise(PagingOnRules.Cr3);
        if (!Has(Processor.Cr3 >> 12))
        {
            Fail(PagingOnRules.Cr3, "CR0.PG is set while CR3 holds no directory",
                new Fact("frames taken", Text(TakenAddresses())), new Fact("CR3 is", $"0x{Processor.Cr3:x8}"),
                Blame.Here);
        }

        Exercise(RuleNames.Zeroed);
        Look(() => Processor.LoadCr0(paging: true, writeProtect: true));
        Access("the next instruction", Kernel!.Code, isWrite: false);
        Access("the stack", Kernel.Stack, isWrite: true);
    }

    public static string Text(IEnumerable<uint> addresses)
    {
        string text = string.Join(", ", addresses.Select(address => $"0x{address:x8}"));
        return text.Length == 0 ? "none" : text;
    }

    /// <summary>The kernel uses an address of its own.</summary>
    private void Access(string what, uint address, bool isWrite)
    {
        Exercise(PagingOnRules.Alive);
        try
        {
            Processor.Translate(address, isWrite);
        }
        catch (SimulationException stop)
        {
            FailAlive($"{what} is at 0x{address:x8}, and using it faults: nobody catches it, and the machine resets",
                stop);
        }
    }

    protected override string? OwnerInTheWay(uint frame, bool isWrite) =>
        Has(frame) ? null
        : frame << 12 < Kernel!.WindowEnd ? "the kernel's: it lies in the window"
        : "nobody's: it was not taken";

    private uint Translated(uint address, bool isWrite)
    {
        Exercise(PagingOnRules.Alive);
        try
        {
            return Processor.Translate(address, isWrite);
        }
        catch (SimulationException stop)
        {
            FailAlive($"paging is on, and {(isWrite ? "a store to" : "a load from")} 0x{address:x8} faults: nobody "
                + "catches this, and the machine resets", stop);
            throw;
        }
    }

    private void FailAlive(string what, SimulationException stop)
    {
        string message = stop.Message.Split('\n')[0];
        Fail(PagingOnRules.Alive, what, Fact.None,
            new Fact("the machine says", message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..]),
            Blame.Here, _wasRefused ? "a frame was refused in this call" : "");
    }

    /// <summary>Rule out-of-frames: 0 is no frame, and what was refused can't be used.</summary>
    private void RefuseUseOfRefused(uint address)
    {
        if (_wasRefused && !IsPagingOn && address < 0x1000)
        {
            Fail(PagingOnRules.OutOfFrames, "a frame was refused, and frame 0 is used in its stead", Fact.None,
                new Fact("the answer uses", $"0x{address:x8}"), Blame.Here);
        }
    }

    /// <summary>The processor reads directory and tables, in which each word must have been written.</summary>
    private void Look(Action read)
    {
        try
        {
            read();
        }
        catch (SimulationException stop)
        {
            string message = stop.Message.Split('\n')[0];
            Fact said = new("the machine says", message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            if (stop.Fault is not (SimulationFault.UnzeroedTable or SimulationFault.NeverWritten))
            {
                Fail(PagingOnRules.Window, "the processor refuses an entry", Fact.None, said, Blame.LastStore);
            }

            uint frame = _frames.FirstOrDefault(frame => Has(frame) && !IsWritten(frame));
            Fail(RuleNames.Zeroed, "the processor reads an entry that nobody wrote", Fact.None, said,
                frame == 0 ? Blame.Here : Blame.Taking(frame),
                frame == 0 ? "the directory points to a frame that was not taken"
                    : $"not every word of 0x{frame << 12:x8} was written before the processor could see it");
        }
    }

    private bool IsWritten(uint frame)
    {
        for (uint word = 0; word < 1024; word++)
        {
            if (!Processor.Memory.TryReadWord((frame << 12) + (word << 2), out _))
            {
                return false;
            }
        }

        return true;
    }
}
