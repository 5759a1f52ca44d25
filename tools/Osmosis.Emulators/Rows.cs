// The kernel's figures: `name: value` on a line of its own (D6).
using System.Globalization;

namespace Osmosis.Emulators;

/// <summary>A command's answer as rows. Names are compared exactly, case included.</summary>
public sealed class Rows(IReadOnlyList<string> lines)
{
    /// <summary>The rows' names, in order.</summary>
    public IEnumerable<string> Names =>
        lines.Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2).Select(parts => parts[0].Trim());

    /// <summary>The value of the row called <paramref name="name"/>.</summary>
    /// <exception cref="FormatException">There is no such row, or more than one.</exception>
    public string Text(string name)
    {
        string[] found = [.. lines.Where(line => line.TrimStart().StartsWith(name + ": ", StringComparison.Ordinal))];
        return found is [string line]
            ? line.TrimStart()[(name.Length + 2)..].Trim()
            : throw new FormatException(
                $"{found.Length} rows called '{name}' "
                    + $"in:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }

    /// <summary>
    /// The number at the start of the row's value: decimal digits, or 0x and hexadecimal digits, perhaps after a letter
    /// for the kind of address (p0x…, v0x…). A unit may follow after a blank.
    /// </summary>
    /// <exception cref="FormatException">There is no such row, or it does not start with a number.</exception>
    public ulong Number(string name)
    {
        string text = Text(name).Split(' ')[0].TrimStart('p', 'v');
        bool isNumber = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return isNumber ? value : throw new FormatException($"row '{name}' is not a number: '{Text(name)}'");
    }
}
