using System.Runtime.CompilerServices;
using Osmosis.Memory;

namespace Osmosis.Programs.Processes;

/// <summary>A path, with the zero that ends it.</summary>
[InlineArray(Size)]
internal struct PathBuffer
{
    public const int Size = 4096;

    private byte _first;
}

/// <summary>A page's bytes.</summary>
[InlineArray(Size)]
internal struct PageBuffer
{
    public const int Size = (int)MemoryLayout.PageSize;

    private byte _first;
}

/// <summary>Words.</summary>
[InlineArray(Size)]
internal struct WordBuffer
{
    public const int Size = 64;

    private uint _first;
}
