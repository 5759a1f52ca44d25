// mmap2, munmap, mprotect, mremap and madvise, beside Linux: the same calls in the same order, the same answers and the
// same rights of each page.
namespace Osmosis.Programs.Tests.Processes;

public sealed class MemoryCallTests : IDisposable
{
    private const uint Map = 192;
    private const uint Unmap = 91;
    private const uint Protect = 125;
    private const uint Move = 163;
    private const uint Advise = 219;
    private const uint Break = 45;
    private const uint Start = 0x2000_0000;
    private const int Pages = 16;
    private const uint Fixed = 0x10;
    private const uint FixedIfFree = 0x10_0000;
    private const uint Anonymous = 0x20;
    private const uint MayMove = 1;
    private const uint ToPlace = 2;
    private const long Elsewhere = long.MinValue;

    private readonly ProgramWorld _world = new();
    private readonly uint _thread;

    public MemoryCallTests()
    {
        _thread = _world.Start();
        LinuxMemory.Call(LinuxMemory.Unmap, LinuxMemory.Base, Pages * 4096, 0);
    }

    public void Dispose() => LinuxMemory.Call(LinuxMemory.Unmap, LinuxMemory.Base, Pages * 4096, 0);

    [Slow]
    [Fact]
    public void Random_calls_have_Linux_s_answers_and_leave_each_page_with_Linux_s_rights()
    {
        Random random = new(20_261_129);
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 4_000; i++)
        {
            string call = Step(random, out long expected, out long answered);
            Assert.True(expected == answered, $"call {i}, {call}: Linux {Text(expected)}, here {Text(answered)}");
            Assert.Equal(LinuxMemory.RightsOf(Pages), RightsHere());
            string key = $"{call.Split('(')[0]} {(expected is < 0 and > -4096 ? Text(expected) : "done")}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        // A run in which hardly anything is done, or hardly anything refused, says little.
        foreach (string key in new[]
            {
                "mmap done", "mmap EEXIST", "mmap EINVAL", "munmap done", "munmap EINVAL", "mprotect done",
                "mprotect ENOMEM", "mprotect EINVAL",
                "mremap done", "mremap EINVAL", "mremap EFAULT", "mremap ENOMEM", "madvise done", "madvise ENOMEM",
                "madvise EINVAL",
            })
        {
            Assert.True(counts.GetValueOrDefault(key) >= 5,
                $"{key}: {counts.GetValueOrDefault(key)} of {string.Join(", ", counts)}");
        }
    }

    [Fact]
    public void The_break_moves_up_and_down_and_stays_where_it_can_t()
    {
        _world.System.Spaces[SpaceOf()].BreakStart = Start >> 12;
        _world.System.Spaces[SpaceOf()].Break = Start;
        Assert.Equal(Start, Here(Break, 0));
        Assert.Equal(Start + 5000, Here(Break, Start + 5000));
        Assert.Equal([Rights.Read | Rights.Write, Rights.Read | Rights.Write, null], RightsHere()[..3]);
        Assert.Equal(Start + 5000, Here(Break, Start - 1));
        Assert.Equal(Start + 5000, Here(Break, 0xFFFF_F000));
        Assert.Equal(Start + 1, Here(Break, Start + 1));
        Assert.Equal([Rights.Read | Rights.Write, null], RightsHere()[..2]);
    }

    private static string Text(long answer) => answer switch
    {
        Elsewhere => "another place",
        < 0 and > -4096 => ((Errno)(-answer)).ToString(),
        _ => $"0x{answer:x}",
    };

    private string Step(Random random, out long expected, out long answered)
    {
        // Mostly within the part that is compared, seldom off a page's start, seldom empty.
        long at = (random.Next(Pages) * 4096) + (random.Next(20) == 0 ? 8 : 0);
        long most = (Pages * 4096) - (at & ~4095L);
        long bytes = random.Next(20) == 0 ? 0 : Math.Min(most, (random.Next(1, 6) * 4096) - random.Next(3));
        uint rights = (uint)random.Next(random.Next(20) == 0 ? 32 : 8);
        switch (random.Next(6))
        {
            case 0 or 1:
                uint flags = (random.Next(20) == 0 ? 0u : (uint)random.Next(1, 3)) | Anonymous
                    | (random.Next(4) switch { 0 => FixedIfFree, 1 or 2 => Fixed, _ => 0 });
                rights &= 7;
                expected = There(LinuxMemory.Map, at, bytes, rights, flags, -1);
                answered = Placed(Here(Map, Start + (uint)at, (uint)bytes, rights, flags, uint.MaxValue), (uint)bytes);
                return $"mmap({at:x}, {bytes}, {rights}, {flags:x})";
            case 2:
                expected = There(LinuxMemory.Unmap, at, bytes, 0);
                answered = Signed(Here(Unmap, Start + (uint)at, (uint)bytes));
                return $"munmap({at:x}, {bytes})";
            case 3:
                expected = There(LinuxMemory.Protect, at, bytes, rights);
                answered = Signed(Here(Protect, Start + (uint)at, (uint)bytes, rights));
                return $"mprotect({at:x}, {bytes}, {rights})";
            case 4:
                // Not 1 and 2: Linux then reads ahead otherwise, and remembers that by splitting regions.
                uint advice = random.Next(3) switch { 0 => 0u, 1 => 3, _ => 4 } + (random.Next(10) == 0 ? 1000u : 0);
                expected = There(LinuxMemory.Advise, at, bytes, advice);
                answered = Signed(Here(Advise, Start + (uint)at, (uint)bytes, advice));
                return $"madvise({at:x}, {bytes}, {advice})";
            default:
                return Remap(random, at, bytes, most, out expected, out answered);
        }
    }

    private string Remap(Random random, long at, long bytes, long most, out long expected, out long answered)
    {
        bytes = Math.Max(bytes, 1);
        long wanted = random.Next(20) == 0 ? 0 : Math.Min(most, random.Next(1, 6) * 4096);
        uint flags = random.Next(4) switch { 0 => 0u, 1 => MayMove | ToPlace, 2 => ToPlace, _ => 0 };
        if ((bytes + 4095) / 4096 == wanted / 4096)
        {
            // Since 6.17 Linux moves several regions at once if none changes its length. Debian's 6.1 refuses that, as
            // we do.
            flags = 0;
        }

        long place = Math.Min(random.Next(Pages) * 4096L, (Pages * 4096) - wanted) & ~4095L;
        expected = There(LinuxMemory.Move, at, bytes, wanted, flags, place, isPlace: true);
        answered = Placed(Here(Move, Start + (uint)at, (uint)bytes, (uint)wanted, flags, Start + (uint)place),
            (uint)wanted);
        return $"mremap({at:x}, {bytes}, {wanted}, {flags}, {place:x})";
    }

    private static long There(long number, long at, long second, long third, long fourth = 0, long fifth = 0,
        bool isPlace = false)
    {
        long result = LinuxMemory.Call(number, LinuxMemory.Base + at, second, third, fourth,
            isPlace ? LinuxMemory.Base + fifth : fifth);
        if (number is not (LinuxMemory.Map or LinuxMemory.Move) || result is < 0 and > -4096)
        {
            return result;
        }

        if (result is >= LinuxMemory.Base and < LinuxMemory.Base + (Pages * 4096))
        {
            return result - LinuxMemory.Base;
        }

        LinuxMemory.Call(LinuxMemory.Unmap, result, number == LinuxMemory.Map ? second : third, 0);
        return Elsewhere;
    }

    private long Placed(uint result, uint bytes)
    {
        if (Signed(result) is < 0 and > -4096)
        {
            return Signed(result);
        }

        if (result is >= Start and < Start + (Pages * 4096))
        {
            return result - Start;
        }

        Assert.Equal(0u, Here(Unmap, result, bytes));
        return Elsewhere;
    }

    private static long Signed(uint result) => (int)result;

    private uint SpaceOf() => _world.System.Processes[_world.System.Processes.Thread(_thread).Process].Space;

    private uint Here(uint number, params ReadOnlySpan<uint> arguments)
    {
        _world.Call(_thread, number, out uint result, arguments);
        return result;
    }

    private Rights?[] RightsHere()
    {
        Rights?[] found = new Rights?[Pages];
        for (uint page = 0; page < Pages; page++)
        {
            if (_world.System.Spaces.TryFindRegion(SpaceOf(), (Start >> 12) + page, out Region region)
                && region.Contains((Start >> 12) + page))
            {
                found[page] = region.Rights;
            }
        }

        return found;
    }
}
