using System.Diagnostics.CodeAnalysis;

namespace Osmosis.Memory;

// Where the set's words are: for an observer of memory from outside.
internal partial struct FrameSet
{
    [UnscopedRef]
    public readonly ref readonly uint WindowIndexWord => ref _windowIndex;

    [UnscopedRef]
    public ref FrameBits Words => ref _words;
}
