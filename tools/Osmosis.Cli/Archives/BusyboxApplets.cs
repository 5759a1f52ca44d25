// The names of busybox's applets, read from the program: it can't be asked where Linux doesn't run programs of the
// i386.
using System.Text;

namespace Osmosis.Cli.Archives;

internal static class BusyboxApplets
{
    private const string Always = "sh";

    /// <summary>
    /// The names in the program's table, which is sorted, with a zero behind each: the longest such run that has a
    /// shell in it.
    /// </summary>
    /// <exception cref="FailedException">There is none.</exception>
    public static IReadOnlyList<string> In(byte[] program)
    {
        List<string> longest = [];
        List<string> run = [];
        for (int at = 0; at < program.Length;)
        {
            int length = program.AsSpan(at).IndexOf((byte)0) is >= 0 and int end ? end : program.Length - at;
            string word = IsName(program.AsSpan(at, length)) ? Encoding.ASCII.GetString(program, at, length) : "";
            if (word.Length == 0 || (run.Count != 0 && string.CompareOrdinal(run[^1], word) >= 0))
            {
                run = [];
            }

            if (word.Length != 0)
            {
                run.Add(word);
                longest = run.Count > longest.Count && run.Contains(Always) ? [.. run] : longest;
            }

            at += length + 1;
        }

        return longest.Count != 0
            ? longest : throw new FailedException("this busybox has no table of applets with sh in it");
    }

    private static bool IsName(ReadOnlySpan<byte> word) => word.Length is > 0 and < 32
        && word.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789[_-."u8) < 0;
}
