// The limits of an answer, counted in statements and in bytes of stack, so that no mark depends on a clock.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Osmosis.Labs;

/// <summary>
/// The checker puts calls of this in front of every statement of an answer. An answer itself may not name it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Guard
{
    /// <summary>The most statements that a call may run.</summary>
    internal const int MostStatements = 20_000;

    /// <summary>The most bytes of stack that a call may use.</summary>
    internal const int MostStack = 64 << 10;

    private static int _statements;
    private static nuint _stackTop;

    /// <summary>
    /// Held by who calls an answer. Its methods are static, and so is all that they reach: a thread's own storage would
    /// cost more than the statements that are counted in it.
    /// </summary>
    internal static Lock Turn { get; } = new();

    /// <summary>The line of the last statement.</summary>
    internal static int Line { get; private set; }

    /// <summary>The lines that ran, when somebody wants to know them.</summary>
    internal static List<int>? Ran { get; set; }

    /// <summary>The numbers that the call has computed, when somebody wants to know where an address comes from.
    /// </summary>
    internal static List<ComputedValue>? Computed { get; set; }

    /// <summary>A statement is about to run.</summary>
    public static void At(int line)
    {
        Line = line;
        Ran?.Add(line);
        if (++_statements > MostStatements)
        {
            throw new EndlessException($"after {MostStatements:N0} statements it still runs");
        }
    }

    /// <summary>A method was entered.</summary>
    public static void Enter(int line)
    {
        // The last line is still the caller's, which is the one to name.
        if ((nint)(_stackTop - StackPointer()) > MostStack)
        {
            throw new EndlessException("it calls itself without end");
        }

        At(line);
    }

    /// <summary>A value was computed and is about to be returned: the last line is the return's own.</summary>
    public static T Return<T>(T value, int line, string method)
    {
        At(line);
        if (value is uint number)
        {
            Value(number, line, method);
        }

        return value;
    }

    /// <summary>A variable gets its first value.</summary>
    public static uint Value(uint value, int line, string method)
    {
        Computed?.Add(new ComputedValue(value, line, method));
        return value;
    }

    /// <summary>The line that a number of this call comes from: the innermost of those that handed it on; null when no
    /// line is known.</summary>
    internal static ComputedValue? OriginOf(uint value)
    {
        int at = Computed?.FindLastIndex(computed => computed.Value == value) ?? -1;
        while (at > 0 && Computed![at - 1].Value == value)
        {
            at--;
        }

        return at < 0 ? null : Computed![at];
    }

    /// <summary>A call of the answer begins.</summary>
    /// <exception cref="InvalidOperationException">It is not the thread's turn.</exception>
    internal static void Begin()
    {
        if (!Turn.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("an answer is called by a thread whose turn it isn't");
        }

        _statements = 0;
        _stackTop = StackPointer();
        Line = 0;
        Computed?.Clear();
    }

    // Sound: the address of a local is compared, never used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nuint StackPointer()
    {
        byte here;
        return (nuint)(&here);
    }
}

/// <summary>A number that an answer has computed.</summary>
/// <param name="Value">The number.</param>
/// <param name="Line">The line of the return, or of the variable that it is the first value of.</param>
/// <param name="Method">The method that the line is in.</param>
internal readonly record struct ComputedValue(uint Value, int Line, string Method);

/// <summary>A call of an answer doesn't end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EndlessException(string message) : Exception(message);
