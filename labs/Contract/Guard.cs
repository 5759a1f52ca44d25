// The limits of an answer, counted in statements and in bytes of stack, so that no mark depends on a clock.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.CompilerServices;

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

    [ThreadStatic]
    private static int _statements;

    [ThreadStatic]
    private static nuint _stackTop;

    /// <summary>The line of the last statement.</summary>
    [field: ThreadStatic]
    internal static int Line { get; private set; }

    /// <summary>The lines that ran, when somebody wants to know them.</summary>
    [field: ThreadStatic]
    internal static List<int>? Ran { get; set; }

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
    public static T Return<T>(T value, int line)
    {
        At(line);
        return value;
    }

    /// <summary>A call of the answer begins.</summary>
    internal static void Begin()
    {
        _statements = 0;
        _stackTop = StackPointer();
        Line = 0;
    }

    // Sound: the address of a local is compared, never used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nuint StackPointer()
    {
        byte here;
        return (nuint)(&here);
    }
}

/// <summary>A call of an answer doesn't end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EndlessException(string message) : Exception(message);
