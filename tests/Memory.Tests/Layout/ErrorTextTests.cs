using Osmosis.Memory.Texts;

namespace Osmosis.Memory.Tests.Layout;

/// <summary>The core's errors can be told from one another by what is said of them.</summary>
public class ErrorTextTests
{
    [Fact]
    public void Each_error_has_a_text_of_its_own()
    {
        EnumTexts.AssertDiffer<FrameError>(error => ErrorTexts.Describe(error));
        EnumTexts.AssertDiffer<MapError>(error => ErrorTexts.Describe(error));
        EnumTexts.AssertDiffer<SpaceError>(error => ErrorTexts.Describe(error));
        EnumTexts.AssertDiffer<HeapError>(error => ErrorTexts.Describe(error));
        EnumTexts.AssertDiffer<HeapFault>(fault => ErrorTexts.Describe(fault));
        EnumTexts.AssertDiffer<BlockState>(state => ErrorTexts.Describe(state));
    }
}
