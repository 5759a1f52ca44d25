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

    /// <summary>
    /// Obeys <c>panic=halt|exit|reboot</c>, <c>heap=plain|checked</c> and <c>quiet</c>, without a word: call it before anything can fail or
    /// be printed. Of contradicting words the last one counts.
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
    /// Says which words are unknown. QEMU puts the image's path in front of the words, GRUB doesn't: a first word with <c>/</c> or <c>.</c>
    /// and no <c>=</c> counts as that path.
    /// </summary>
    public static void ReportIgnored()
    {
        ref readonly BootText commandLine = ref KernelMemory.Boot.CommandLine;
        if (commandLine.IsTruncated)
        {
            Terminal.WriteLine($"boot: the command line is longer than {BootText.Capacity} bytes; what follows them is ignored");
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
    public static bool TryGetBenchmark(out ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = KernelMemory.Boot.CommandLine.Bytes;
        while (TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word))
        {
            if (word.StartsWith(BenchmarkWord))
            {
                name = word[BenchmarkWord.Length..];
                return true;
            }
        }

        name = default;
        return false;
    }

    /// <summary>The path after <c>init=</c>, if given, and the words behind <c>--</c>: a program to run instead of the shell.</summary>
    public static bool TryGetInit(out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> words)
    {
        path = default;
        words = default;
        ReadOnlySpan<byte> rest = KernelMemory.Boot.CommandLine.Bytes;
        while (TryNextWord(ref rest, out ReadOnlySpan<byte> word) && !IsEnd(word))
        {
            path = word.StartsWith(InitWord) ? word[InitWord.Length..] : path;
        }

        words = rest;
        return !path.IsEmpty;
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
        return isHeap || isQuiet || word.StartsWith(BenchmarkWord) || word.StartsWith(InitWord);
    }

    private static bool IsImagePath(ReadOnlySpan<byte> word) =>
        word.IndexOf((byte)'=') < 0 && (word.IndexOf((byte)'/') >= 0 || word.IndexOf((byte)'.') >= 0);

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';
}
