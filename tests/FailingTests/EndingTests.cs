// Tests that end in each way in which one can. tests/Kit.Tests knows their lines.
using System;

namespace FailingTests;

internal static class EndingTests
{
    private static int s_prepared;
    private static int s_passed;

    [BeforeTests]
    internal static void Prepare(uint information, uint magic) => s_prepared += magic == 0x2BADB002 ? 1 : 0;

    [Test]
    internal static void Passes()
    {
        s_passed++;
        Check.Equal(1, s_prepared);
    }

    [Test]
    internal static void Prints()
    {
        Machine.Print("\e[32mgreen\e[0m and plain\n"u8);
        Machine.Print("passed\t1\n"u8);
        Check.Equal("same"u8, "same"u8);
    }

    [Test]
    internal static void Fails_with_numbers() => Check.Equal(4, s_prepared - 3);

    [Test]
    internal static void Fails_with_a_condition() => Check.True(s_prepared == 0 && "é\t"u8.Length == 3);

    [Test]
    internal static void Fails_with_texts()
    {
        Machine.Print("before the check"u8);
        Check.Equal("é"u8, "\n"u8);
    }

    [Test]
    internal static void Runs_on_a_new_machine() => Check.Equal(0, s_passed);

    [Test]
    internal static void Faults() => s_passed = 1 / (s_prepared - 1);

    [Test]
    internal static void Leaves_its_array()
    {
        ReadOnlySpan<byte> three = [1, 2, 3];
        Check.Equal(0, three[s_prepared + 2]);
    }

    [Test(TimeLimit = 1)]
    internal static void Hangs()
    {
        while (s_prepared != 0)
        {
            // For ever.
        }
    }

    [Test]
    internal static void Switches_off() => Machine.SwitchOff();

    [Test(Skip = "there is no second processor")]
    internal static void Skipped() => Check.Fail("never"u8);

    [Test]
    internal static void Passes_last() => Check.False(s_passed != 0);
}
