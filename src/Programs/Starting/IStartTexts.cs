using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// A program's arguments, then its environment: texts, each ended by a zero byte. They may be many, and are gone
/// through twice: they are counted, and then copied.
/// </summary>
internal interface IStartTexts<T>
    where T : struct, IProgramMachine
{
    /// <summary>
    /// Counts texts, until all are counted or it is another thread's turn: the stage says which. E2BIG, EFAULT.
    /// </summary>
    Errno Count(ref Personality<T> system, ref StartProgress progress);

    /// <summary>
    /// Reads a piece of a text that was counted: up to the zero that ends it, which belongs to it, or as much as is at
    /// hand. EFAULT.
    /// </summary>
    /// <param name="system">The programs.</param>
    /// <param name="sizes">What was counted.</param>
    /// <param name="index">Which text.</param>
    /// <param name="from">The piece's first byte.</param>
    /// <param name="piece">Not empty. It is gone when something else is read.</param>
    Errno Read(scoped ref Personality<T> system, scoped in TextSizes sizes, uint index, uint from,
        out ReadOnlySpan<byte> piece);
}

/// <summary>How much of a start is done in one turn.</summary>
internal static class StartWork
{
    /// <summary>As much as so many bytes; more only for the sake of a text that was begun.</summary>
    public const uint InTurn = 128 << 10;

    /// <summary>A text costs what so many of its bytes cost, besides those that it has.</summary>
    public const uint OfText = 16;
}
