// The memory that a program here and the host have at the same addresses.
using Osmosis.Programs.Tests.Processes;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Eight pages at one address on both sides: pages of which some can be written, some only be read, and some are
/// missing, so that buffers can cross from one kind to another.
/// </summary>
internal sealed class CallWindow(ProgramWorld world, uint thread)
{
    public const uint Start = 0x2000_0000;
    public const uint Page = 0x1000;

    /// <summary>For paths and records; the next two are neighbours.</summary>
    public const uint Texts = Start;
    public const uint Data = Start + Page;
    public const uint ReadOnly = Start + (2 * Page);
    public const uint Missing = Start + (3 * Page);

    /// <summary>A page for data behind which is one without any right.</summary>
    public const uint Alone = Start + (4 * Page);
    public const uint Forbidden = Start + (5 * Page);

    /// <summary>A page for data behind which there is nothing.</summary>
    public const uint Last = Start + (6 * Page);
    public const uint End = Start + (7 * Page);

    public static readonly uint[] Writable = [Texts, Data, Alone, Last];

    private static readonly uint[] _readable = [.. Writable, ReadOnly];

    private readonly byte[] _page = new byte[Page];

    private uint Space => world.System.Processes[world.System.Processes.Thread(thread).Process].Space;

    /// <summary>Puts bytes into both memories. The pages must be writable.</summary>
    public unsafe void Put(uint address, ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(SpaceError.None, world.System.Spaces.CopyOut(Space, new VirtualAddress(address), bytes, out _));

        // Sound: the caller names pages that are mapped and writable as long as the window is there.
        bytes.CopyTo(new Span<byte>((void*)(nuint)address, bytes.Length));
    }

    public byte[] Ours(uint address, int count)
    {
        byte[] bytes = new byte[count];
        Assert.Equal(SpaceError.None, world.System.Spaces.CopyIn(Space, new VirtualAddress(address), bytes, out _));
        return bytes;
    }

    /// <summary>The host's bytes. Sound: as <see cref="Put"/>, with pages that can be read.</summary>
    public static unsafe ReadOnlySpan<byte> Theirs(uint address, int count) => new((void*)(nuint)address, count);

    /// <summary>The first address at which the memories differ; 0 when they are the same.</summary>
    public uint FindDifference()
    {
        foreach (uint page in _readable)
        {
            Assert.Equal(
                SpaceError.None, world.System.Spaces.CopyIn(Space, new VirtualAddress(page), _page, out _));
            int same = Theirs(page, (int)Page).CommonPrefixLength(_page);
            if (same != (int)Page)
            {
                return page + (uint)same;
            }
        }

        return 0;
    }
}
