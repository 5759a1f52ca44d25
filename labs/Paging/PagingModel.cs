// What is right: which page has which frame, and whether it may be written.
namespace Osmosis.Lab.Paging;

internal readonly record struct Mapped(uint Frame, bool IsWritable)
{
    /// <summary>As an entry has it: frame, W, P.</summary>
    public uint Entry => Frame | (IsWritable ? 3u : 1u);
}

/// <summary>The pages that a world tries, each with its mapping or none.</summary>
internal sealed class PagingModel(IReadOnlyList<uint> pages)
{
    private readonly Mapped?[] _mapped = new Mapped?[pages.Count];

    public IReadOnlyList<uint> Pages => pages;

    public Mapped? this[int page]
    {
        get => _mapped[page];
        set => _mapped[page] = value;
    }

    /// <summary>Whether a page below a directory entry is mapped.</summary>
    public bool UsesTable(uint directory)
    {
        for (int page = 0; page < pages.Count; page++)
        {
            if (pages[page] >> 22 == directory && _mapped[page] is not null)
            {
                return true;
            }
        }

        return false;
    }

    public UInt128 Digest()
    {
        UInt128 digest = 0;
        foreach (Mapped? mapped in _mapped)
        {
            digest = (digest * 31 * 1_000_003) + (mapped?.Entry ?? 0) + 1;
        }

        return digest;
    }

    public Action Save()
    {
        Mapped?[] saved = [.. _mapped];
        return () => saved.CopyTo(_mapped, 0);
    }
}
