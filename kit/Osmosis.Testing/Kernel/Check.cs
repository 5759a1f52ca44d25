// What a test checks. The first check that fails ends the test, and with it the machine.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Testing;

/// <summary>
/// There are no exceptions to leave a test by, and a kernel whose check failed is in a state that nobody knows. So a
/// failed check reports its place and ends the machine; the remaining tests run on a new one. The last three parameters
/// of a check are filled in by the compiler.
/// </summary>
internal static class Check
{
    /// <summary>Fails unless the condition holds.</summary>
    public static void True(
        bool condition,
        [CallerArgumentExpression(nameof(condition))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            EndFailed("expected true: "u8, text, file, line);
        }
    }

    /// <summary>Fails if the condition holds.</summary>
    public static void False(
        bool condition,
        [CallerArgumentExpression(nameof(condition))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (condition)
        {
            EndFailed("expected false: "u8, text, file, line);
        }
    }

    /// <summary>Fails unless two numbers are equal: of any integer type that fits 64 bits with a sign.</summary>
    public static void Equal(
        long expected,
        long actual,
        [CallerArgumentExpression(nameof(actual))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (expected != actual)
        {
            TestReport.BeginFailed(file, line);
            EndDifferent(expected, actual, text);
        }
    }

    /// <inheritdoc cref="Equal(long, long, string, string, int)"/>
    public static void Equal(
        ulong expected,
        ulong actual,
        [CallerArgumentExpression(nameof(actual))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (expected != actual)
        {
            TestReport.BeginFailed(file, line);
            TestReport.Write("expected "u8);
            TestReport.Write(expected);
            TestReport.Write(", was "u8);
            TestReport.Write(actual);
            EndWith(text);
        }
    }

    /// <summary>Fails unless two texts in UTF-8 have the same bytes.</summary>
    public static void Equal(
        ReadOnlySpan<byte> expected,
        ReadOnlySpan<byte> actual,
        [CallerArgumentExpression(nameof(actual))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (!expected.SequenceEqual(actual))
        {
            TestReport.BeginFailed(file, line);
            TestReport.Write("expected \""u8);
            TestReport.Write(expected);
            TestReport.Write("\", was \""u8);
            TestReport.Write(actual);
            TestReport.Write("\""u8);
            EndWith(text);
        }
    }

    /// <summary>
    /// Fails. Also for the kernel's own panic or fault handler, so that it needn't wait for the time limit.
    /// </summary>
    /// <param name="message">Why, in UTF-8.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    [DoesNotReturn]
    public static void Fail(
        ReadOnlySpan<byte> message,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        TestReport.BeginFailed(file, line);
        TestReport.Write(message);
        TestReport.EndFailed();
    }

    private static void EndFailed(ReadOnlySpan<byte> what, string text, string file, int line)
    {
        TestReport.BeginFailed(file, line);
        TestReport.Write(what);
        TestReport.Write(text);
        TestReport.EndFailed();
    }

    private static void EndDifferent(long expected, long actual, string text)
    {
        TestReport.Write("expected "u8);
        TestReport.Write(expected);
        TestReport.Write(", was "u8);
        TestReport.Write(actual);
        EndWith(text);
    }

    private static void EndWith(string text)
    {
        TestReport.Write(": "u8);
        TestReport.Write(text);
        TestReport.EndFailed();
    }
}
