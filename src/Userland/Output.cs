using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>
/// The program's output. Each method writes its text with one call of the system if it has no more than 512 bytes.
/// Output that is refused ends the program with status <see cref="WriteFailed"/>, after a line on standard error if
/// that still can be written.
/// </summary>
public static class Output
{
    /// <summary>The status of a program whose output was refused (EX_IOERR of sysexits.h).</summary>
    public const int WriteFailed = 74;

    private const int Capacity = 512;

    private static Buffer s_buffer;
    private static int s_count;
    private static Descriptor s_stream;
    private static bool s_hasFailed;

    /// <summary>Writes <c>$"…"</c> to standard output.</summary>
    public static void Write(TextWriter<OutputStream> text) => Flush();

    /// <summary>Writes <c>$"…"</c> and the end of the line to standard output.</summary>
    public static void WriteLine(TextWriter<OutputStream> text) => EndLine();

    /// <summary>Writes the program's name and why it fails to standard error.</summary>
    /// <returns>1, the status of a program that fails.</returns>
    public static int Fail(TextWriter<ErrorStream> why)
    {
        EndLine();
        return 1;
    }

    /// <summary>Writes the program's name and how it is called to standard error.</summary>
    /// <returns>2, the status of a program that was called wrongly.</returns>
    public static int Refuse(TextWriter<ErrorStream> usage)
    {
        EndLine();
        return 2;
    }

    internal static void Begin(Descriptor stream)
    {
        // What a fault left unfinished goes where it belongs.
        Flush();
        s_stream = stream;
    }

    internal static void Put(byte value)
    {
        if (s_count == Capacity)
        {
            Flush();
        }

        Bytes()[s_count++] = value;
    }

    // Nearly every call above ends with this; a copy in each place would cost kilobytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndLine()
    {
        Put((byte)'\n');
        Flush();
    }

    private static void Flush()
    {
        int count = s_count;
        s_count = 0;
        Errno error = s_stream.Write(Bytes()[..count]);
        if (error == Errno.None)
        {
            return;
        }

        if (!s_hasFailed)
        {
            s_hasFailed = true;
            Fail($"output was refused: {error}");
        }

        Process.Exit(WriteFailed);
    }

    private static Span<byte> Bytes() => MemoryMarshal.CreateSpan(ref Unsafe.As<Buffer, byte>(ref s_buffer), Capacity);

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private byte _first;
    }
}
