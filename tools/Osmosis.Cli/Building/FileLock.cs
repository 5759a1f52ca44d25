// A file that one process at a time holds open, so that two commands don't build in one folder.
namespace Osmosis.Cli.Building;

internal static class FileLock
{
    /// <summary>How long to wait before asking again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // EWOULDBLOCK of Linux. A file that can't be opened for another reason never can.
    private const int Held = 11;

    /// <summary>Takes the lock; null while somebody else has it.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (refused.HResult == Held)
        {
            return null;
        }
    }
}
