// A number with its noun: 1 page, 2 pages.

using System;

namespace Osmosis.Kernel.Console;

/// <param name="count">The number.</param>
/// <param name="noun">The noun, whose plural takes an s.</param>
internal readonly ref struct Quantity(uint count, ReadOnlySpan<byte> noun)
{
    public readonly uint Count = count;
    public readonly ReadOnlySpan<byte> Noun = noun;
}
