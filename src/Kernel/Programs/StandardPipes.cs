// Standard streams of the first program that are pipes to whoever holds the serial line's other end, byte for byte.

using System;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Programs;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Kernel.Programs;

/// <summary>
/// The boot option pipes= names descriptors of the first program: each becomes an end of a pipe, whose other end is the
/// kernel's. On the serial line control-] (0x1D) comes before what is no byte of a stream, and before a byte 0x1D
/// itself. What the kernel receives is standard input; <c>0x1D 0x04</c> is its end. What it sends is the terminal's,
/// unless it lies between <c>0x1D '1'</c> or <c>0x1D '2'</c>, for standard output and standard error, and <c>0x1D
/// '0'</c>. A first <c>0x1D '0'</c> says that input is awaited.
/// </summary>
internal static class StandardPipes
{
    private const byte Escape = BreakKey.StopCode;
    private const byte EndOfInput = 0x04;
    private const byte Terminal = (byte)'0';
    private const byte Output = (byte)'1';
    private const byte ErrorOutput = (byte)'2';
    private const int PieceBytes = 256;

    private static Handle s_input;
    private static Handle s_output;
    private static Handle s_errors;
    private static bool s_areUsed;
    private static bool s_isEscaped;

    /// <summary>Whether what is received goes to a pipe, not to the terminal.</summary>
    public static bool TakesInput => !s_input.IsNone;

    /// <summary>Makes pipes of a process's descriptors.</summary>
    /// <param name="process">The process, which has not run yet.</param>
    /// <param name="descriptors">Digits from 0 to 2.</param>
    public static Errno Open(uint process, ReadOnlySpan<byte> descriptors)
    {
        CoreUse.Begin();
        Errno error = Errno.None;
        foreach (byte digit in descriptors)
        {
            error = error == Errno.None ? Open(ref KernelPrograms.Core.Processes[process], digit) : error;
        }

        CoreUse.End();
        if (error == Errno.None && !descriptors.IsEmpty)
        {
            s_areUsed = true;
            Switch(Terminal);
        }

        return error;
    }

    /// <summary>Receives a byte. False, and nothing has happened, when the pipe has no room for it now.</summary>
    public static bool TryReceive(byte value)
    {
        if (!s_isEscaped && value == Escape)
        {
            s_isEscaped = true;
            return true;
        }

        if (s_isEscaped && value == EndOfInput)
        {
            KernelPrograms.Core.Files.Close(s_input);
            s_input = default;
            s_isEscaped = false;

            // So far control-] did not mean that programs are to stop.
            BreakKey.Clear();
            return true;
        }

        // What nobody will read is dropped.
        Outcome outcome = KernelPrograms.Core.Files.Write(s_input, new ReadOnlySpan<byte>(in value));
        bool isTaken = outcome.Value != 0 || outcome.Error == Errno.EPIPE;
        s_isEscaped &= !isTaken;
        return isTaken;
    }

    /// <summary>Sends what programs have written.</summary>
    public static void Send()
    {
        if (s_areUsed)
        {
            Send(ref s_output, Output);
            Send(ref s_errors, ErrorOutput);
        }
    }

    /// <summary>What the terminal shows.</summary>
    public static void WriteTerminal(ReadOnlySpan<byte> bytes)
    {
        while (s_areUsed && bytes.IndexOf(Escape) is >= 0 and int at)
        {
            Console.Terminal.WriteRaw(bytes[..(at + 1)]);
            SerialPort.Write(Escape);
            bytes = bytes[(at + 1)..];
        }

        Console.Terminal.WriteRaw(bytes);
    }

    private static Errno Open(ref Process process, byte digit)
    {
        ref FileSystem<SpaceMemory> files = ref KernelPrograms.Core.Files;
        if (digit is not (Terminal or Output or ErrorOutput))
        {
            return Errno.EBADF;
        }

        Errno error = files.MakePipe(OpenFlags.None, out Handle reader, out Handle writer);
        if (error != Errno.None)
        {
            return error;
        }

        (digit == Output ? ref s_output : ref digit == ErrorOutput ? ref s_errors : ref s_input) = digit == Terminal
            ? writer : reader;
        uint descriptor = (uint)(digit - '0');
        files.CloseDescriptor(in process.Descriptors, descriptor);
        return files.Install(ref process.Descriptors, digit == Terminal ? reader : writer, descriptor,
            closesOnExec: false, out _);
    }

    private static void Send(ref Handle pipe, byte stream)
    {
        Span<byte> bytes = stackalloc byte[PieceBytes];
        bool isOpen = !pipe.IsNone;
        while (isOpen)
        {
            Outcome outcome = KernelPrograms.Core.Files.Read(pipe, bytes);
            if (outcome.Wait != WaitFor.Nothing)
            {
                return;
            }

            isOpen = outcome.Value != 0;
            if (isOpen)
            {
                Send(stream, bytes[..(int)outcome.Value]);
            }
        }

        if (!pipe.IsNone)
        {
            // Nobody writes to it any more.
            KernelPrograms.Core.Files.Close(pipe);
            pipe = default;
        }
    }

    private static void Send(byte stream, ReadOnlySpan<byte> bytes)
    {
        Switch(stream);
        foreach (byte value in bytes)
        {
            if (value == Escape)
            {
                SerialPort.Write(Escape);
            }

            SerialPort.Write(value);
        }

        Switch(Terminal);
    }

    private static void Switch(byte stream)
    {
        SerialPort.Write(Escape);
        SerialPort.Write(stream);
    }
}
