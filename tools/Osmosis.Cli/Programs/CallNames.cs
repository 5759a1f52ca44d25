// The names of Linux's system calls for the i386.
using System.Globalization;

namespace Osmosis.Cli.Programs;

internal static class CallNames
{
    private static readonly Lazy<IReadOnlyDictionary<uint, string>> s_names = new(Read);

    /// <summary>A call's name on Linux; a number that Linux doesn't have is named as such.</summary>
    public static string Of(uint call) => s_names.Value.TryGetValue(call, out string? name)
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"call {call}");

    // A number and a name in each line (Linux: arch/x86/entry/syscalls/syscall_32.tbl).
    private static Dictionary<uint, string> Read()
    {
        using Stream stream = typeof(CallNames).Assembly.GetManifestResourceStream("calls.txt")!;
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => line.Split(' '))
            .ToDictionary(words => uint.Parse(words[0], CultureInfo.InvariantCulture), words => words[1]);
    }
}
