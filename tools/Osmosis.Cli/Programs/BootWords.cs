// The boot command line that starts a program.
using System.Text;

namespace Osmosis.Cli.Programs;

internal static class BootWords
{
    // src/Boot/BootText.cs. In front of the words the kernel finds its own name.
    private const int Capacity = 1024;

    /// <summary>The words that start a program with arguments, behind other words.</summary>
    /// <param name="kernel">The kernel's file.</param>
    /// <param name="words">Words before it, <c>init=</c> or <c>run=</c> the last.</param>
    /// <param name="path">The program's path in the machine.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="FailedException">They are too long.</exception>
    public static string Start(string kernel, IEnumerable<string> words, string path, IReadOnlyList<string> arguments)
    {
        IEnumerable<string> behind = arguments.Count == 0 ? [] : arguments.Select(Encode).Prepend("--");
        string line = string.Concat(string.Join(' ', words), Encode(path),
            string.Concat(behind.Select(word => ' ' + word)));
        int room = Capacity - Encoding.UTF8.GetByteCount(Path.GetFileName(kernel)) - 1;
        return line.Length <= room
            ? line
            : throw new FailedException(
                $"the arguments are too long: they make a boot command line of {line.Length} bytes, and {room} fit");
    }

    /// <summary>
    /// One word without blanks: other bytes than visible ASCII, and <c>%</c>, become <c>%</c> and two hexadecimal
    /// digits; the empty word is <c>%</c>.
    /// </summary>
    public static string Encode(string text) => text.Length == 0
        ? "%"
        : string.Concat(Encoding.UTF8.GetBytes(text)
            .Select(value => value is > 0x20 and < 0x7F and not (byte)'%' ? $"{(char)value}" : $"%{value:X2}"));
}
