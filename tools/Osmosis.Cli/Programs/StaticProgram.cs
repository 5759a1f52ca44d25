// Whether a file is a program that the kernel can start by itself, said before anything is booted.
using System.Buffers.Binary;

namespace Osmosis.Cli.Programs;

internal static class StaticProgram
{
    private const string HowTo = "gcc -m32 -static makes one";

    // System V ABI, chapters 4 and 5; all numbers are little-endian.
    private const int HeaderBytes = 52;
    private const int ClassOffset = 4;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;
    private const int TableOffset = 28;
    private const int EntryBytesOffset = 42;
    private const int EntriesOffset = 44;
    private const byte Class32 = 1;
    private const byte Class64 = 2;
    private const ushort Executable = 2;
    private const ushort PositionIndependent = 3;
    private const ushort Intel386 = 3;
    private const uint Interpreter = 3;

    /// <summary>Returns a static program for the i386.</summary>
    /// <exception cref="FailedException">It can't be read, or is something else; the message says what.</exception>
    public static byte[] Read(string path)
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
            ? throw new FailedException($"{path} is {what}, not a static program for the i386: {HowTo}") : file;
    }

    /// <summary>What a file is that is no static program for the i386; null when it is one.</summary>
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
            : HasInterpreter(file) ? "dynamically linked"
            : null;
    }

    private static bool HasInterpreter(ReadOnlySpan<byte> file)
    {
        long at = BinaryPrimitives.ReadUInt32LittleEndian(file[TableOffset..]);
        for (int left = Half(file, EntriesOffset); left > 0 && at + sizeof(uint) <= file.Length;
            left--, at += Half(file, EntryBytesOffset))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[(int)at..]) == Interpreter)
            {
                return true;
            }
        }

        return false;
    }

    private static ushort Half(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
