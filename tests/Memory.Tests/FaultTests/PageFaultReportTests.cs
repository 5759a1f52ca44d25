// A page fault explained from the tables of a running machine.
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.FaultTests;

public sealed class PageFaultReportTests
{
    private const uint NotPresentRead = 0;
    private const uint ProtectionRead = 1;
    private const uint NotPresentWrite = 2;
    private const uint ProtectionWrite = 3;
    private const uint UserRead = 5;
    private const uint ReservedBit = 9;
    private const uint Fetch = 16;
    private const uint Present = 1;
    private const uint Writable = 2;
    private const uint User = 4;
    private const uint Elsewhere = 0x0010_1234;
    private const uint Unused = 0xC000_0000;
    private const uint HeapMappedBytes = 0x1000;

    private readonly World _world = World.Boot();

    [Fact]
    public void Null_is_read_only()
    {
        PageFaultReport report = Report(0x10, ProtectionWrite);
        Assert.Equal((AddressRegion.NullPage, PageFaultCause.ReadOnly, PageAccess.Write),
            (report.Location.Region, report.Cause, report.Access));
        Assert.True(report.DirectoryEntry.IsPresent);
        Assert.Equal(new PhysicalAddress(0), report.TableEntry.Frame.Address);
        Assert.Equal(PageFlags.None, report.TableEntry.Flags & PageFlags.Writable);
    }

    // Directory entry and table entry: present is bit 0, writable bit 1, user bit 2. A write by user mode needs both of
    // both.
    [Theory]
    [InlineData(0u, 0u, 2u, true, false)]
    [InlineData(3u, 0u, 0u, false, true)]
    [InlineData(3u, 1u, 3u, false, true)]
    [InlineData(1u, 3u, 3u, true, false)]
    [InlineData(1u, 1u, 3u, true, true)]
    [InlineData(7u, 3u, 5u, false, true)]
    [InlineData(3u, 7u, 5u, true, false)]
    [InlineData(3u, 3u, 3u, false, false)]
    public void The_entry_that_refused_is_marked(uint directoryEntry, uint tableEntry, uint code, bool byDirectory,
        bool byTable)
    {
        PageFaultReport report = Report(0x10, code) with
        {
            DirectoryEntry = new PageTableEntry(directoryEntry),
            TableEntry = new PageTableEntry(tableEntry),
        };
        Assert.Equal((byDirectory, byTable), (report.IsRefusedByDirectoryEntry, report.IsRefusedByTableEntry));
    }

    [Theory]
    [InlineData(0x10u)]
    [InlineData(Unused)]
    public void A_reserved_bit_is_the_cause_whatever_the_entries_are_now(uint address)
    {
        PageFaultReport report = Report(address, ReservedBit);
        Assert.Equal(PageFaultCause.ReservedBit, report.Cause);
        Assert.False(report.IsStale);
    }

    [Fact]
    public void Code_is_read_only()
    {
        PageFaultReport report = Report(0x0010_0000, ProtectionWrite);
        Assert.Equal((AddressRegion.KernelCode, PageFaultCause.ReadOnly), (report.Location.Region, report.Cause));
        Assert.False(report.IsStale);
    }

    [Theory]
    [InlineData(NotPresentRead)]
    [InlineData(NotPresentWrite)]
    public void An_address_below_no_table_has_no_table_entry(uint code)
    {
        PageFaultReport report = Report(Unused, code);
        Assert.Equal((AddressRegion.Unused, PageFaultCause.NoTable), (report.Location.Region, report.Cause));
        Assert.Equal((0u, 0u), (report.DirectoryEntry.Value, report.TableEntry.Value));
    }

    [Fact]
    public void The_heap_s_unmapped_part_is_not_mapped_though_a_table_covers_it()
    {
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(new VirtualAddress(_world.IdentityEnd)));
        PageFaultReport report = Report(_world.IdentityEnd + HeapMappedBytes + 0x18, NotPresentRead);
        Assert.Equal((AddressRegion.HeapUnmapped, PageFaultCause.NotMapped), (report.Location.Region, report.Cause));
        Assert.Equal(0x18u, report.Address.Value - report.Location.Start);
        Assert.True(report.DirectoryEntry.IsPresent);
    }

    [Fact]
    public void The_guard_page_is_not_mapped()
    {
        PageFaultReport report = Report(MemoryLayout.StackBottom - 4, NotPresentWrite);
        Assert.Equal((AddressRegion.StackGuardLow, PageFaultCause.NotMapped), (report.Location.Region, report.Cause));
    }

    [Fact]
    public void The_entries_are_those_that_the_processor_walks()
    {
        Assert.Equal(FrameError.None, _world.Frames.Allocate(out Frame frame));
        Assert.Equal(MapError.None,
            _world.Paging.Map(new VirtualAddress(Unused), frame.Address, PageFlags.CacheDisable));
        PageFaultReport report = Report(Unused + 0x123, ProtectionWrite);
        Assert.Equal(PageFaultCause.ReadOnly, report.Cause);
        Assert.Equal(frame, report.TableEntry.Frame);
        Assert.Equal(PageFlags.CacheDisable, report.TableEntry.Flags & PageFlags.CacheDisable);
        Assert.Equal(_world.Tables()[Unused >> 22], report.DirectoryEntry.Frame.Number);
    }

    [Theory]
    [InlineData(NotPresentRead, true)]
    [InlineData(NotPresentWrite, true)]
    [InlineData(ProtectionRead, true)]
    [InlineData(ProtectionWrite, true)]
    [InlineData(UserRead, false)]
    [InlineData(ReservedBit, false)]
    public void A_refusal_of_what_the_entries_allow_is_stale(uint code, bool stale)
    {
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(new VirtualAddress(Unused)));
        Assert.Equal(stale, Report(Unused, code).IsStale);
    }

    [Theory]
    [InlineData(NotPresentWrite, true)]
    [InlineData(ProtectionWrite, false)]
    public void A_write_to_a_page_that_is_read_only_now_is_stale_only_if_the_page_was_missing(uint code, bool stale)
    {
        Assert.Equal(MapError.None, _world.Paging.MapNewFrame(new VirtualAddress(Unused)));
        Assert.Equal(MapError.None, _world.Paging.Protect(new VirtualAddress(Unused), PageFlags.None));
        Assert.Equal(stale, Report(Unused, code).IsStale);
    }

    [Fact]
    public void A_protection_fault_on_a_page_that_is_not_there_is_stale() =>
        Assert.True(Report(Unused, ProtectionWrite).IsStale);

    [Fact]
    public void Kernel_pages_are_not_for_user_mode() =>
        Assert.Equal(PageFaultCause.KernelOnly, Report(0x0010_0000, UserRead).Cause);

    [Fact]
    public void A_page_of_the_kernel_is_no_program_s()
    {
        PageTableEntry entry = new(Present | Writable);
        PageFaultReport report = Report(0x10, ProtectionRead) with
        {
            DirectoryEntry = entry,
            TableEntry = entry,
            IsKernelKeptOut = true,
        };
        Assert.Equal(PageFaultCause.Stale, report.Cause);
    }

    [Theory]
    [InlineData(ProtectionRead, true, PageFaultCause.ProgramsPage)]
    [InlineData(ProtectionWrite, true, PageFaultCause.ProgramsPage)]
    [InlineData(ProtectionRead, false, PageFaultCause.Stale)]
    [InlineData(UserRead, true, PageFaultCause.Stale)]
    public void A_program_s_page_is_not_for_the_kernel_where_the_processor_sees_to_it(uint code, bool isKeptOut,
        PageFaultCause cause)
    {
        PageTableEntry entry = new(Present | Writable | User);
        PageFaultReport report = Report(0x10, code) with
        {
            DirectoryEntry = entry,
            TableEntry = entry,
            IsKernelKeptOut = isKeptOut,
        };
        Assert.Equal(cause, report.Cause);
    }

    [Theory]
    [InlineData(NotPresentRead, Unused, PageAccess.Fetch)]
    [InlineData(NotPresentRead, Elsewhere, PageAccess.Read)]
    [InlineData(NotPresentWrite, Unused, PageAccess.Write)]
    [InlineData(NotPresentRead | Fetch, Elsewhere, PageAccess.Fetch)]
    public void An_instruction_that_faults_on_its_own_address_was_being_fetched(uint code, uint instruction,
        PageAccess access) =>
            Assert.Equal(access, Report(Unused, code, instruction).Access);

    private PageFaultReport Report(uint address, uint code, uint instruction = Elsewhere)
    {
        AddressSpaceLayout layout = new()
        {
            KernelStart = _world.Image.Start,
            CodeEnd = _world.Image.ReadOnlyEnd,
            ConstantsEnd = _world.Image.ReadOnlyEnd,
            KernelEnd = _world.Image.End,
            IdentityEnd = _world.IdentityEnd,
            HeapMappedEnd = _world.IdentityEnd + HeapMappedBytes,
        };
        return PageFaultReport.Create(new VirtualAddress(address), new PageFaultCode(code),
            new VirtualAddress(instruction), layout, in _world.Paging);
    }
}
