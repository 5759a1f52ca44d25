// A file, folder or symbolic link to be packed.
namespace Osmosis.Emulators;

/// <param name="Path">From the root, without a slash before it.</param>
/// <param name="Mode">Kind and permissions, in Linux's numbers.</param>
/// <param name="Seconds">When it was changed, in seconds since 1970.</param>
/// <param name="Content">A file's bytes, or a link's text in UTF-8; empty for a folder.</param>
public sealed record ArchiveEntry(string Path, uint Mode, long Seconds, byte[] Content)
{
    public const uint FileKind = 0x8000;
    public const uint FolderKind = 0x4000;
    public const uint LinkKind = 0xA000;

    private const uint KindMask = 0xF000;
    private const uint Anyone = 0x1FF;

    public bool IsFolder => (Mode & KindMask) == FolderKind;

    public static ArchiveEntry File(string path, uint permissions, long seconds, byte[] content) =>
        new(path, FileKind | permissions, seconds, content);

    public static ArchiveEntry Folder(string path, uint permissions, long seconds) =>
        new(path, FolderKind | permissions, seconds, []);

    public static ArchiveEntry Link(string path, string target, long seconds) =>
        new(path, LinkKind | Anyone, seconds, System.Text.Encoding.UTF8.GetBytes(target));
}
