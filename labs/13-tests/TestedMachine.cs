// The machine of lab 13: nothing stops it. What is wrong shows in what programs can do, as on a real machine.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Testing;

/// <summary>
/// Taken frames hold entries of somebody else, a program's access uses the TLB's translation if there is one, and a
/// frame goes back whatever still points to it.
/// </summary>
internal sealed class TestedMachine() : LabMachine(FrameCount, new HashSet<string>())
{
    private const int FrameCount = 8;
    private const uint Leftovers = 0x0030_0003;
    private const uint Writable = 2;

    private uint _requests;
    private uint _refused;
    private uint _given;

    public uint Free => FrameCount - (uint)System.Numerics.BitOperations.PopCount(_given);

    public void RefuseRequest(uint n) => (_requests, _refused) = (0, n);

    public override bool TryAllocateFrame(out uint address)
    {
        address = 0;
        if (++_requests == _refused || Free == 0)
        {
            return false;
        }

        uint frame = FirstFrame + (uint)System.Numerics.BitOperations.TrailingZeroCount(~_given);
        _given |= Bit(frame);
        address = frame << 12;
        Processor.Memory.Fill(address, Leftovers, 1024);
        return true;
    }

    public override void FreeFrame(uint address)
    {
        if (address >> 12 is var frame && frame - FirstFrame < FrameCount)
        {
            _given &= ~Bit(frame);
        }
    }

    public bool TryTranslate(uint address, bool isWrite, out uint physical)
    {
        uint held = Processor.CachedTranslation(address >> 12);
        uint translation = held != 0 ? held : Processor.TablesSay(address >> 12);
        physical = (translation & ~0xFFFu) | (address & 0xFFC);
        return (translation & 1) != 0 && (!isWrite || (translation & Writable) != 0);
    }

    protected override string? OwnerInTheWay(uint frame, bool isWrite) => null;
}

/// <summary>The code under test on its machine, as a test reaches it.</summary>
internal sealed class TestedCode : ITested
{
    private readonly PlantedBug _bug;
    private TestedMachine _machine = new();
    private TestedPaging _paging;

    public TestedCode(PlantedBug bug)
    {
        _bug = bug;
        _paging = new TestedPaging(_machine, bug);
    }

    public uint FreeFrames => _machine.Free;

    public Result Map(uint page, uint frame, bool writable) => _paging.Map(page, frame, writable);

    public Result MapNew(uint page) => _paging.MapNew(page);

    public Result Unmap(uint page) => _paging.Unmap(page);

    public Result Protect(uint page, bool writable) => _paging.Protect(page, writable);

    public Result Resolve(uint address, out uint physical) => _paging.Resolve(address, out physical);

    public bool ProgramReads(uint address, out uint value)
    {
        value = 0;
        return _machine.TryTranslate(address, isWrite: false, out uint physical)
            && (_machine.Processor.Memory.TryReadWord(physical, out value) || true);
    }

    public bool ProgramWrites(uint address, uint value)
    {
        bool isAllowed = _machine.TryTranslate(address, isWrite: true, out uint physical);
        if (isAllowed)
        {
            _machine.Processor.StorePhysical(physical, value);
        }

        return isAllowed;
    }

    public void RefuseRequest(uint n) => _machine.RefuseRequest(n);

    public void Restart()
    {
        _machine = new TestedMachine();
        _paging = new TestedPaging(_machine, _bug);
    }
}
