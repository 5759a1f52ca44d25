namespace Osmosis.Memory.Tests.BootData;

/// <summary>What the readers of both Multiboot versions share.</summary>
public class BootInformationTests
{
    [Fact]
    public void The_first_module_is_kept_and_all_are_counted()
    {
        BootInformation information = default;
        Assert.Equal(0u, information.FirstModule.Bytes);
        information.AddModule(new PhysicalAddress(0x20_0000), 5);
        information.AddModule(new PhysicalAddress(0x30_0000), 7);
        Assert.Equal((2u, new PhysicalAddress(0x20_0000), 5u),
            (information.ModuleCount, information.FirstModule.Start, information.FirstModule.Bytes));
    }

    [Fact]
    public void Each_kind_of_memory_each_step_of_paging_and_each_error_has_a_text_of_its_own()
    {
        EnumTexts.AssertDiffer<RegionKind>(kind => BootTexts.Describe(kind));
        EnumTexts.AssertDiffer<PagingStep>(step => BootTexts.Describe(step));
        EnumTexts.AssertDiffer<BootError>(error => BootTexts.Describe(error));
    }
}
