// What is right in lab 10: what each space reads in each page, and which spaces show the same frame.
namespace Osmosis.Lab.CopyOnWrite;

/// <summary>A page of a space.</summary>
/// <param name="Group">Pages of one group are one frame; group 0 is the frame of zeroes.</param>
/// <param name="Value">What the space reads in the word that programs write.</param>
internal readonly record struct SpacePage(int Group, uint Value);

/// <summary>A space that exists.</summary>
/// <param name="Directory">Its directory's physical address.</param>
/// <param name="Pages">Its pages, in the order of <see cref="SpacePages.All"/>. Never changed.</param>
internal sealed record Space(uint Directory, SpacePage[] Pages);

internal sealed class SpacesModel
{
    public const int Most = 3;

    private readonly Space?[] _spaces = new Space?[Most];
    private int _groups;

    public SpacesModel(uint first) => _spaces[0] = new Space(
        first,
        [
            .. SpacePages.All.Select(page =>
                new SpacePage(page == SpacePages.OfZeroes ? 0 : ++_groups, SpacePages.FillOf(page))),
        ]);

    /// <summary>Which space is loaded.</summary>
    public int Loaded { get; set; }

    public Space? this[int space] => _spaces[space];

    public IEnumerable<Space> All => _spaces.OfType<Space>();

    /// <summary>The first number that no space has; -1: there are enough spaces.</summary>
    public int Unused => Array.IndexOf(_spaces, null);

    public void Fork(uint directory) => _spaces[Unused] = new Space(directory, _spaces[Loaded]!.Pages);

    public void End(int space) => _spaces[space] = null;

    /// <summary>Whether a page of the loaded space is in no other space's hands, nor the frame of zeroes.</summary>
    public bool IsSole(int space, int page)
    {
        int group = _spaces[space]!.Pages[page].Group;
        return group != 0 && All.Count(other => other.Pages[page].Group == group) == 1;
    }

    /// <summary>The page is the loaded space's own from now on.</summary>
    public void Own(int page)
    {
        if (!IsSole(Loaded, page))
        {
            Change(Loaded, page, new SpacePage(++_groups, _spaces[Loaded]!.Pages[page].Value));
        }
    }

    public void Write(int page, uint value) =>
        Change(Loaded, page, _spaces[Loaded]!.Pages[page] with { Value = value });

    /// <summary>A page that was copied before it had to be.</summary>
    public void Separate(Space space, int page) =>
        Change(Array.IndexOf(_spaces, space), page, space.Pages[page] with { Group = ++_groups });

    /// <summary>Values, and who shares with whom.</summary>
    public UInt128 Digest()
    {
        UInt128 digest = (UInt128)Loaded + 1;
        for (int space = 0; space < Most; space++)
        {
            for (int page = 0; page < SpacePages.All.Count; page++)
            {
                SpacePage? shown = _spaces[space]?.Pages[page];
                int sharer = shown is null ? 9 : shown.Value.Group == 0 ? 8
                    : Array.FindIndex(_spaces, other => other?.Pages[page].Group == shown.Value.Group);
                digest = (digest * 1_000_003 * 31) + (((UInt128)(shown?.Value ?? 0) << 8) | (uint)sharer);
            }
        }

        return digest;
    }

    public Action Save()
    {
        Space?[] spaces = [.. _spaces];
        (int loaded, int groups) = (Loaded, _groups);
        return () =>
        {
            spaces.CopyTo(_spaces, 0);
            (Loaded, _groups) = (loaded, groups);
        };
    }

    private void Change(int space, int page, SpacePage shown)
    {
        SpacePage[] pages = [.. _spaces[space]!.Pages];
        pages[page] = shown;
        _spaces[space] = _spaces[space]! with { Pages = pages };
    }
}
