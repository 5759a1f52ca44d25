using System.Diagnostics.CodeAnalysis;

namespace Osmosis.Memory.Paging;

// Where paging's counts are: for an observer of memory from outside (docs/SNAPSHOT.md).
public partial struct Paging<TTables, TFrames>
{
    /// <summary>The first of 1024 counts, one a directory entry: of present table entries, and in bit 15 whether the table is kept.</summary>
    [UnscopedRef]
    public ref short EntryCounts => ref EntriesOf(0);

    [UnscopedRef]
    public readonly ref readonly uint PageTablesWord => ref _state.PageTables;
}
