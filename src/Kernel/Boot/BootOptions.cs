// The words of the boot command line. Unknown ones are reported and ignored.

using System;
using Osmosis.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;

namespace Osmosis.Kernel.Boot;

internal static class BootOptions
{
    private static ReadOnlySpan<byte> BenchmarkWord => "bench="u8;

    private static ReadOnlySpan<byte> InitWord => "init="u8;

    private static ReadOnlySpan<byte> RunWord => "run="u8;

    private static ReadOnlySpan<byte> PipesWord => "pipes="u8;

    private static ReadOnlySpan<byte> TerminalWord => "terminal="u8;

    /// <summary>
    /// Obeys <c>panic=halt|exit|reboot</c>, <c>heap=plain|checked</c> and <c>quiet</c>, without a word: call it before
    /// anything can fail or be printed. Of contradicting words the last one counts.
    /// </summary>
    public static void Apply()
    {
        ReadOnlySpan<byte> rest = KernelMemory.Boot.CommandLine.Bytes;
        while (TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word))
        {
            TryApply(word);
        }
    }

    /// <summary>
    /// Says which words are unknown. QEMU puts the image's path in front of the words, GRUB doesn't: a first word with
    /// <c>/</c> or <c>.</c> and no <c>=</c> counts as that path.
    /// </summary>
    public static void ReportIgnored()
    {
        ref readonly BootText commandLine = ref KernelMemory.Boot.CommandLine;
        if (commandLine.IsTruncated)
        {
            Terminal.WriteLine(
                $"boot: the command line is longer than {BootText.Capacity} bytes; what follows them is ignored");
        }

        ReadOnlySpan<byte> rest = commandLine.Bytes;
        for (bool isFirst = true; TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word); isFirst = false)
        {
            // Obeying a word again changes nothing.
            if (!(isFirst && IsImagePath(word)) && !TryApply(word))
            {
                Terminal.WriteLine($"boot: unknown option {word} ignored");
            }
        }
    }

    /// <summary>The name after <c>bench=</c>, if given: a workload to run instead of the shell.</summary>
    public static bool TryGetBenchmark(out ReadOnlySpan<byte> name) => TryGetValue(BenchmarkWord, out name);

    /// <summary>The path after <c>init=</c>, if given: a program to run instead of the shell.</summary>
    public static bool TryGetInit(out ReadOnlySpan<byte> path) => TryGetValue(InitWord, out path);

    /// <summary>The path after <c>run=</c>, if given: a program to run before the shell.</summary>
    public static bool TryGetRun(out ReadOnlySpan<byte> path) => TryGetValue(RunWord, out path);

    /// <summary>
    /// The digits after <c>pipes=</c>, if given: descriptors of the program of <c>init=</c> that are pipes.
    /// </summary>
    public static bool TryGetPipes(out ReadOnlySpan<byte> descriptors) => TryGetValue(PipesWord, out descriptors);

    /// <summary>The size after <c>terminal=</c>, such as 24x80, if given.</summary>
    public static bool TryGetTerminalSize(out uint rows, out uint columns)
    {
        rows = columns = 0;
        return TryGetValue(TerminalWord, out ReadOnlySpan<byte> size) && TryReadSize(size, out rows, out columns);
    }

    /// <summary>The words behind <c>--</c>: the program's arguments.</summary>
    public static ReadOnlySpan<byte> ProgramWords
    {
        get
        {
            ReadOnlySpan<byte> rest = KernelMemory.Boot.CommandLine.Bytes;
            while (TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word))
            {
            }

            return rest;
        }
    }

    /// <summary>
    /// Decodes a path or an argument: <c>%</c> and two hexadecimal digits are a byte, and <c>%</c> alone is the empty
    /// word. Returns its length.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> word, Span<byte> decoded)
    {
        int length = 0;
        for (int at = word.SequenceEqual("%"u8) ? 1 : 0; at < word.Length; at++)
        {
            bool isCode = word[at] == '%' && at + 2 < word.Length && Digit(word[at + 1]) < 16
                && Digit(word[at + 2]) < 16;
            decoded[length++] = isCode ? (byte)((Digit(word[at + 1]) << 4) | Digit(word[at + 2])) : word[at];
            at += isCode ? 2 : 0;
        }

        return length;
    }

    public static bool TryNextWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        while (!rest.IsEmpty && IsBlank(rest[0]))
        {
            rest = rest[1..];
        }

        int length = 0;
        while (length < rest.Length && !IsBlank(rest[length]))
        {
            length++;
        }

        word = rest[..length];
        rest = rest[length..];
        return length != 0;
    }

    /// <summary>Whether what follows is for the program, not for the kernel.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> word) => word.SequenceEqual("--"u8);

    private static bool TryApply(ReadOnlySpan<byte> word)
    {
        PanicAction? action =
            word.SequenceEqual("panic=halt"u8) ? PanicAction.Halt :
            word.SequenceEqual("panic=exit"u8) ? PanicAction.Exit :
            word.SequenceEqual("panic=reboot"u8) ? PanicAction.Reboot :
            null;
        if (action.HasValue)
        {
            Panic.Action = action.Value;
            return true;
        }

        bool isPlain = word.SequenceEqual("heap=plain"u8);
        bool isHeap = isPlain || word.SequenceEqual("heap=checked"u8);
        if (isHeap)
        {
            Heap.IsChecked = !isPlain;
        }

        bool isQuiet = word.SequenceEqual("quiet"u8);
        BootLog.IsQuiet |= isQuiet;
        bool isSize = word.StartsWith(TerminalWord) && TryReadSize(word[TerminalWord.Length..], out _, out _);
        return isHeap || isQuiet || isSize || word.StartsWith(BenchmarkWord) || word.StartsWith(InitWord)
            || word.StartsWith(RunWord)
            || word.StartsWith(PipesWord);
    }

    // Of contradicting words the last one counts.
    private static bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        bool isGiven = false;
        ReadOnlySpan<byte> rest = KernelMemory.Boot.CommandLine.Bytes;
        while (TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word))
        {
            isGiven |= word.StartsWith(name);
            value = word.StartsWith(name) ? word[name.Length..] : value;
        }

        return isGiven;
    }

    private static bool TryReadSize(ReadOnlySpan<byte> text, out uint rows, out uint columns)
    {
        int cross = text.IndexOf((byte)'x');
        rows = cross < 0 ? 0 : ReadNumber(text[..cross]);
        columns = cross < 0 ? 0 : ReadNumber(text[(cross + 1)..]);
        return rows != 0 && columns != 0;
    }

    // 0 for what is no number of 16 bits.
    private static uint ReadNumber(ReadOnlySpan<byte> text)
    {
        uint number = 0;
        foreach (byte value in text)
        {
            uint digit = Digit(value);
            number = digit < 10 ? (number * 10) + digit : uint.MaxValue;
            if (number > ushort.MaxValue)
            {
                return 0;
            }
        }

        return number;
    }

    private static uint Digit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - (uint)'0',
        >= (byte)'a' and <= (byte)'f' => value - (uint)'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - (uint)'A' + 10,
        _ => uint.MaxValue,
    };

    private static bool IsImagePath(ReadOnlySpan<byte> word) =>
        word.IndexOf((byte)'=') < 0 && (word.IndexOf((byte)'/') >= 0 || word.IndexOf((byte)'.') >= 0);

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';
}
