// Whether a file is a program that the kernel can start, said before anything is booted.
using System.Buffers.Binary;
using System.Text;
using ArchiveEntry = Osmosis.Emulators.ArchiveEntry;

namespace Osmosis.Cli.Programs;

internal static class RunnableProgram
{
    private const string HowTo = "gcc -m32 -static makes one";
    private const string WithoutOne = "gcc -m32 -static makes a program that needs none";

    // System V ABI, chapters 4 and 5; all numbers are little-endian.
    private const int HeaderBytes = 52;
    private const int ClassOffset = 4;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;
    private const int TableOffset = 28;
    private const int EntryBytesOffset = 42;
    private const int EntryFileOffset = 4;
    private const int EntryFileBytes = 16;
    private const int EntriesOffset = 44;
    private const byte Class32 = 1;
    private const byte Class64 = 2;
    private const ushort Executable = 2;
    private const ushort PositionIndependent = 3;
    private const ushort Intel386 = 3;
    private const uint Interpreter = 3;

    /// <summary>Returns a program for the i386: a static one, or one whose interpreter is among its files.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="beside">The files that it will find.</param>
    /// <exception cref="FailedException">It can't be read, or is something else; the message says what.</exception>
    public static byte[] Read(string path, IReadOnlyList<ArchiveEntry> beside)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"cannot read {path}: {failure.Message}");
        }

        return WhatElse(file) is { } what
            ? throw new FailedException($"{path} is {what}, not a program for the i386: {HowTo}")
            : InterpreterOf(file) is { } interpreter && !Has(beside, interpreter)
            ? throw new FailedException(
                $"{path} needs {interpreter}, which is not among the files (--files): {WithoutOne}")
            : file;
    }

    /// <summary>What a file is that is no program for the i386; null when it is one.</summary>
    public static string? WhatElse(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("\u007FELF"u8) || file.Length < HeaderBytes)
        {
            return file.StartsWith("#!"u8) ? "a script" : "no ELF file";
        }

        ushort machine = Half(file, MachineOffset);
        ushort type = Half(file, TypeOffset);
        return file[ClassOffset] == Class64 ? "a 64-bit program"
            : file[ClassOffset] != Class32 || machine != Intel386 ? "a program for another processor"
            : type is not (Executable or PositionIndependent) ? "an object file"
            : null;
    }

    /// <summary>
    /// The path of the interpreter that a program for the i386 needs, which loads its libraries; null for a static one.
    /// </summary>
    public static string? InterpreterOf(ReadOnlySpan<byte> file)
    {
        long at = Word(file, TableOffset);
        for (int left = Half(file, EntriesOffset); left > 0 && at + EntryFileBytes + sizeof(uint) <= file.Length;
            left--, at += Half(file, EntryBytesOffset))
        {
            ReadOnlySpan<byte> entry = file[(int)at..];
            long name = Word(entry, EntryFileOffset), end = name + Word(entry, EntryFileBytes) - 1;
            if (Word(entry, 0) == Interpreter)
            {
                return name < end && end <= file.Length ? Encoding.UTF8.GetString(file[(int)name..(int)end]) : "";
            }
        }

        return null;
    }

    // Folders of its path may be symbolic links: the kernel follows them.
    private static bool Has(IReadOnlyList<ArchiveEntry> files, string path) =>
        files.Any(file => Path.GetFileName(file.Path) == Path.GetFileName(path));

    private static uint Word(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ushort Half(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
