using System.Diagnostics.CodeAnalysis;

namespace Osmosis.Memory.Heap;

// Where the heap's bounds and counters are: for an observer of memory from outside (docs/SNAPSHOT.md). They are at the same places in a heap of either
// block format.
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    [UnscopedRef]
    public readonly ref readonly uint TopWord => ref _top;

    [UnscopedRef]
    public readonly ref readonly uint EndWord => ref _end;

    [UnscopedRef]
    public readonly ref readonly uint SecretWord => ref _secret;

    [UnscopedRef]
    public readonly ref readonly uint AllocationsWord => ref _allocations;

    [UnscopedRef]
    public readonly ref readonly uint FreesWord => ref _frees;

    [UnscopedRef]
    public readonly ref readonly uint LostWord => ref _lost;

    [UnscopedRef]
    public readonly ref readonly uint SetAsideWord => ref _setAside;

    [UnscopedRef]
    public readonly ref readonly uint FailuresWord => ref _failures;

    [UnscopedRef]
    public readonly ref readonly uint RefusedFreesWord => ref _refusedFrees;
}
