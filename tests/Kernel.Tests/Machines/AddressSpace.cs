// The page tables at one moment, read from guest memory and by QEMU's walk.
using System.Buffers.Binary;

namespace Osmosis.Kernel.Tests.Machines;

/// <summary>A directory entry that is present: bits 31..12 the table's frame, bit 1 writable, bit 0 present.</summary>
public readonly record struct DirectoryEntry(uint Index, uint Value)
{
    public uint Table => Value & ~0xFFFu;

    public bool Writable => (Value & 2) != 0;
}

/// <summary>
/// <code>
/// 0          ┬ identity window [0, W)
/// W          ┼ heap window [W, W + 2 MiB)
/// 0xFF800000 ┼ entry 1022: scratch page and the kernel's stacks
/// 0xFFC00000 ┴ entry 1023: the tables themselves
/// </code>
/// </summary>
public sealed record AddressSpace(Registers Registers, IReadOnlyList<DirectoryEntry> Directory,
    IReadOnlyList<PageMapping> Mappings)
{
    public const uint PageSize = 4096;
    public const uint HeapWindowSize = 2u << 20;
    public const uint ScratchSlot = 1022;
    public const uint RecursiveSlot = 1023;
    public const uint ScratchSlotBase = ScratchSlot << 22;
    public const uint RecursiveBase = RecursiveSlot << 22;

    /// <summary>Every mapping but the tables' own view of themselves.</summary>
    public IEnumerable<PageMapping> Pages => Mappings.Where(page => page.Virtual < RecursiveBase);

    /// <summary>
    /// The stacks, lowest first: all that entry 1022 maps while the scratch page is unused. Unmapped pages separate
    /// them.
    /// </summary>
    public IReadOnlyList<PageMapping[]> Stacks
    {
        get
        {
            List<List<PageMapping>> stacks = [];
            foreach (PageMapping page in Pages.Where(page => page.Virtual >= ScratchSlotBase))
            {
                if (stacks is [] || stacks[^1][^1].Virtual + PageSize != page.Virtual)
                {
                    stacks.Add([]);
                }

                stacks[^1].Add(page);
            }

            return [.. stacks.Select(stack => stack.ToArray())];
        }
    }

    /// <summary>The kernel stack.</summary>
    public IReadOnlyList<PageMapping> Stack => Stacks[0];

    /// <summary>Directory entries that hold a page table; the recursive one holds the directory.</summary>
    public IEnumerable<DirectoryEntry> Tables => Directory.Where(entry => entry.Index != RecursiveSlot);

    /// <summary>
    /// Frames used as page tables or by pages outside the identity window, without the image's frames under the other
    /// stacks.
    /// </summary>
    public IEnumerable<uint> AllocatedFrames(uint identityEnd) =>
        Tables.Select(entry => entry.Table / PageSize)
            .Concat(Pages.Where(page => page.Virtual >= identityEnd && page.Physical >= identityEnd)
                .Select(page => (uint)(page.Physical / PageSize)));

    /// <summary>Whether a write to this page succeeds with CR0.WP set: both levels must allow it.</summary>
    public bool IsWritable(PageMapping page) =>
        page.Writable && Directory.Single(entry => entry.Index == page.Virtual >> 22).Writable;

    /// <summary>Reads while the processor is stopped, or stops it for the reading.</summary>
    public static async Task<AddressSpace> ReadAsync(QemuMonitor monitor, bool running = true)
    {
        if (running)
        {
            await monitor.StopAsync();
        }

        Registers registers = await monitor.RegistersAsync();
        byte[] directory = await monitor.ReadPhysicalAsync(registers.Cr3, (int)PageSize);
        AddressSpace space = new(registers, [.. Entries(directory)], await monitor.MappingsAsync());
        if (running)
        {
            await monitor.ContinueAsync();
        }

        return space;
    }

    private static IEnumerable<DirectoryEntry> Entries(byte[] directory) =>
        from index in Enumerable.Range(0, 1024)
        let value = BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(index * 4))
        where (value & 1) != 0
        select new DirectoryEntry((uint)index, value);
}
