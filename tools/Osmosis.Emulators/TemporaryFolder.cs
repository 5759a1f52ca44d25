// A folder for sockets, dumps and recordings, that ends with its process.
using System.Text;

namespace Osmosis.Emulators;

/// <summary>
/// A new folder in the user's temporary one. Its name can't be foretold and only its owner may enter it, so that nobody
/// can prepare or reach what lies in it. A killed process leaves its folders behind: the next process that makes one
/// deletes them. The owner holds a lock on a file inside, which the system releases when the owner ends.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "osmosis-";
    private const string LockName = "in-use";

    // A socket's address has room for 107 bytes. Names of sockets in these folders need less than this many.
    private const int LongestPath = 107 - 20;

    private static readonly Lazy<bool> s_cleared = new(ClearAbandoned);

    private readonly FileStream _lock;

    private TemporaryFolder(string path, FileStream inUse) => (Path, _lock) = (path, inUse);

    public string Path { get; }

    private static string Parent => System.IO.Path.GetTempPath();

    /// <exception cref="EmulatorException">There is no such parent folder, it can't be written, or its name is too
    /// long.</exception>
    public static TemporaryFolder Create()
    {
        try
        {
            _ = s_cleared.Value;
            string path = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (Encoding.UTF8.GetByteCount(path) > LongestPath)
            {
                Directory.Delete(path);
                throw new EmulatorException(
                    $"the name of the temporary folder {Parent} is too long for sockets: set TMPDIR to a shorter one");
            }

            // The file gets its name when it is locked already, so that nobody finds it unlocked.
            FileStream inUse = new(
                System.IO.Path.Combine(path, "starting"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            File.Move(inUse.Name, System.IO.Path.Combine(path, LockName));
            return new TemporaryFolder(path, inUse);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorException(
                $"no folder can be made in {Parent}, which TMPDIR may change: {exception.Message}");
        }
    }

    /// <summary>The path of a file inside.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The path of a file inside, for a value of QEMU's options: there a comma is written twice.</summary>
    public string InForQemu(string name) => In(name).Replace(",", ",,", StringComparison.Ordinal);

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    /// <summary>The paths of this user's folders, of other processes too.</summary>
    internal static IEnumerable<string> All() => Directory.EnumerateDirectories(Parent, Prefix + "*")
        .Where(path => FileOwner.IsPrivateFolder(path) && File.Exists(System.IO.Path.Combine(path, LockName)));

    private static bool ClearAbandoned()
    {
        foreach (string path in All())
        {
            try
            {
                using FileStream abandoned = new(
                    System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Directory.Delete(path, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It is in use, or another process deletes it.
            }
        }

        return true;
    }
}
