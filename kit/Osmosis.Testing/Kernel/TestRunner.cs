// Runs the tests that the boot command line asks for. The generator's main calls it.
using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Testing;

/// <summary>
/// The word <c>tests=0-4,7</c> on the boot command line names tests by their index in the generated list, ascending.
/// All run without it. The words are copied before anything else runs: the tests may use the memory they lie in.
/// </summary>
internal static unsafe class TestRunner
{
    private const int NotChosen = -1;
    private const uint LoaderMagic = 0x2BADB002;
    private const int CommandLineFlag = 1 << 2;     // in the first word of the Multiboot information
    private const int CommandLineWord = 4;

    private static Choice s_choice;
    private static int s_length;
    private static int s_count;
    private static int s_current;

    /// <summary>Before the method that prepares the machine.</summary>
    /// <param name="information">Physical address of the Multiboot information.</param>
    /// <param name="magic">The loader's magic number.</param>
    /// <param name="count">Number of tests in the list.</param>
    public static void Begin(uint information, uint magic, int count)
    {
        TestReport.Open();
        s_count = count;
        s_current = NotChosen;
        s_length = 0;
        uint* words = (uint*)information;

        // Sound: a loader with this magic number gives the address of its information, whose flags say that the address
        // of a command line, which ends with a zero, is in it. Paging is off.
        if (magic == LoaderMagic && (words[0] & CommandLineFlag) != 0)
        {
            Copy((byte*)words[CommandLineWord]);
        }

        TestReport.Line("begin"u8, count);
    }

    /// <summary>After the method that prepares the machine.</summary>
    public static void Ready() => TestReport.Line("ready"u8);

    /// <summary>Starts the next test, or ends the machine when none is left.</summary>
    /// <returns>Its index.</returns>
    public static int Next()
    {
        do
        {
            s_current++;
        }
        while (s_current < s_count && !IsChosen(s_current));

        if (s_current == s_count)
        {
            TestReport.End();
        }

        TestReport.Line("start"u8, s_current);
        return s_current;
    }

    /// <summary>
    /// Runs the test that was started. Called through a pointer, it keeps its own name and lines: it doesn't become a
    /// part of its caller. The pointer is a parameter because ilc evaluates an expression that gives one three times.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(delegate*<void> test)
    {
        test();
        TestReport.Line("passed"u8, s_current);
    }

    private static void Copy(byte* line)
    {
        ReadOnlySpan<byte> key = " tests="u8;
        int matched = 0;
        for (; *line != 0 && matched < key.Length; line++)
        {
            matched = *line == key[matched] ? matched + 1 : *line == ' ' ? 1 : 0;
        }

        Span<byte> choice = s_choice;
        for (; matched == key.Length && *line is not (0 or (byte)' '); line++)
        {
            Check.True(*line is (>= (byte)'0' and <= (byte)'9') or (byte)',' or (byte)'-', "tests= has numbers alone");
            choice[s_length++] = *line;
        }
    }

    private static bool IsChosen(int index)
    {
        if (s_length == 0)
        {
            return true;
        }

        ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)s_choice)[..s_length];
        while (!rest.IsEmpty)
        {
            int first = Number(ref rest);
            int last = !rest.IsEmpty && rest[0] == '-' ? Number(ref rest) : first;
            if (index >= first && index <= last)
            {
                return true;
            }
        }

        return false;
    }

    // Skips a comma or a hyphen in front of the digits.
    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        int at = rest[0] is >= (byte)'0' and <= (byte)'9' ? 0 : 1;
        int value = 0;
        for (; at < rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            value = (value * 10) + (rest[at] - '0');
        }

        rest = rest[at..];
        return value;
    }

    /// <summary>What stands behind <c>tests=</c>. The host asks in several starts for what takes more room.</summary>
    [InlineArray(1024)]
    private struct Choice
    {
        private byte _first;
    }
}
