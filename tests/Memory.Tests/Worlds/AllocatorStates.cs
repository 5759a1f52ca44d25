// Goes back and forth between states of a frame allocator without copying its 270 KB for each.
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.Worlds;

/// <summary>
/// States of one allocator, each kept as the few words in which it differs from the state that the allocator had at
/// first.
/// </summary>
public sealed class AllocatorStates
{
    private readonly uint[] _first;

    public AllocatorStates(ref FrameAllocator allocator) => _first = Words(ref allocator).ToArray();

    public State Save(ref FrameAllocator allocator)
    {
        List<Word> words = [];
        ReadOnlySpan<uint> now = Words(ref allocator);
        for (int i = 0; (i += now[i..].CommonPrefixLength(_first.AsSpan(i))) < now.Length; i++)
        {
            words.Add(new Word(i, now[i]));
        }

        return new State([.. words], Digest(words, RefusalCounter(ref allocator)));
    }

    public void Restore(ref FrameAllocator allocator, State state)
    {
        Span<uint> now = Words(ref allocator);
        _first.CopyTo(now);
        foreach (Word word in state.Words)
        {
            now[word.Index] = word.Value;
        }
    }

    private static UInt128 Digest(List<Word> words, int ignored)
    {
        words.RemoveAll(word => word.Index == ignored);
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes<Word>(CollectionsMarshal.AsSpan(words)), seed: 1);
    }

    private static Span<uint> Words(ref FrameAllocator allocator) =>
        MemoryMarshal.Cast<FrameAllocator, uint>(MemoryMarshal.CreateSpan(ref allocator, 1));

    private static int RefusalCounter(ref FrameAllocator allocator) => (int)Unsafe.ByteOffset(
        ref Unsafe.As<FrameAllocator, byte>(ref allocator), ref Unsafe.As<uint, byte>(ref RefusedFrees(ref allocator)))
        / sizeof(uint);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_refusedFrees")]
    private static extern ref uint RefusedFrees(ref FrameAllocator allocator);

    /// <param name="Words">What differs from the first state.</param>
    /// <param name="Digest">Stands for the state; how many frees were refused is left out, as nothing depends on
    /// it.</param>
    public sealed record State(Word[] Words, UInt128 Digest);

    public readonly record struct Word(int Index, uint Value);
}
