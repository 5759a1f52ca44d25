namespace Osmosis.Lab.Tracing;

/// <summary>What became of a row from one picture to the next.</summary>
internal enum RowChange
{
    Appeared,
    Gone,
    Changed,
}

/// <param name="Section">The heading, as text and page have it.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Row">The row as it is now, or as it was when it is gone.</param>
internal sealed record ChangedRow(string Section, RowChange Change, PictureRow Row);

/// <summary>The difference of two pictures.</summary>
internal static class PictureChanges
{
    public static readonly MachinePicture Nothing = new([], [], [], [], []);

    public static bool AnyThatCount(MachinePicture before, MachinePicture after) =>
        Of(before, after).Any(change => !change.Row.IsCount || change.Change != RowChange.Changed);

    public static IEnumerable<ChangedRow> Of(MachinePicture before, MachinePicture after) =>
    [
        .. Of("directory", before.Directory, after.Directory),
        .. Of("tables", before.Tables, after.Tables),
        .. Of("TLB", before.Tlb, after.Tlb),
        .. Of("held", before.Held, after.Held),
        .. Of("frames", before.Frames, after.Frames),
    ];

    private static IEnumerable<ChangedRow> Of(
        string section, IReadOnlyList<PictureRow> before, IReadOnlyList<PictureRow> after)
    {
        if (before.SequenceEqual(after))
        {
            return [];
        }

        Dictionary<string, PictureRow> was = before.ToDictionary(row => row.Where);
        HashSet<string> now = [.. after.Select(row => row.Where)];
        return
        [
            .. after.Where(row => !was.TryGetValue(row.Where, out PictureRow? old) || old != row)
                .Select(row => new ChangedRow(
                    section, was.ContainsKey(row.Where) ? RowChange.Changed : RowChange.Appeared, row)),
            .. before.Where(row => !now.Contains(row.Where))
                .Select(row => new ChangedRow(section, RowChange.Gone, row)),
        ];
    }
}
