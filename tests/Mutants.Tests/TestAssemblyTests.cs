// The core's tests, loaded with a core that the trial made.
using Osmosis.Kernel.Tests;

namespace Osmosis.Mutants.Tests;

public sealed class TestAssemblyTests
{
    // The first looks at all types of its assembly. Rows of the second leave out what has a default.
    [Theory]
    [InlineData("Osmosis.Tests.QuickRunTests.Every_folder_of_tests_has_one_that_is_not_slow")]
    [InlineData("Osmosis.Memory.Tests.FaultTests.AddressSpaceLayoutTests."
        + "A_region_holds_its_first_byte_and_its_last_and_not_the_ones_beside_them")]
    public void A_test_of_the_core_passes_with_a_core_that_is_not_changed(string name)
    {
        string folder = Path.Combine(Checkout.Root, "tests", "Memory.Tests", "bin", "Release", "net10.0");
        TestAssembly tests = new(folder, File.ReadAllBytes(Path.Combine(folder, "Osmosis.Memory.dll")));
        Assert.Contains(name, tests.Methods().Keys);
        Assert.Null(TestAssembly.Run(tests.Method(name)));
    }
}
