// A fault report as the kernel printed it.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Kernel.Tests.Faults;

/// <summary>The lines from the headline on.</summary>
internal sealed partial class FaultReport
{
    private const string HeadlineMark = "fault: ";
    private const string BacktraceMark = "backtrace:";
    private readonly Rows _rows;

    public FaultReport(IReadOnlyList<string> lines)
    {
        Lines = [.. lines.SkipWhile(line => !line.StartsWith(HeadlineMark, StringComparison.Ordinal))];
        Assert.True(Lines.Count > 0, $"no report in:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
        _rows = new Rows([.. Lines.TakeWhile(line => line != BacktraceMark)]);
    }

    public IReadOnlyList<string> Lines { get; }

    public string Headline => Lines[0];

    /// <summary>The functions that called each other, innermost first, as <c>Type.Method  File.cs:12</c>.</summary>
    public IReadOnlyList<string> Backtrace =>
        [.. Lines.SkipWhile(line => line != BacktraceMark).Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())];

    public string Row(string name) => _rows.Text(name);

    public uint Number(string name) => (uint)_rows.Number(name);

    /// <summary>The index and the value of an entry's row, which starts as in <c>[768] 0x00178023</c>.</summary>
    public (uint Index, uint Value) Entry(string name)
    {
        Match match = EntryStart().Match(Row(name));
        Assert.True(match.Success, $"{name}: {Row(name)}");
        return (uint.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Hexadecimal(match.Groups[2].Value));
    }

    /// <summary>A register's value; its name is followed by blanks and the value.</summary>
    public uint Register(string name) =>
        Hexadecimal(Assert.Single(Lines.SelectMany(line => RegisterValue().Matches(line)),
            match => match.Groups[1].Value == name).Groups[2].Value);

    private static uint Hexadecimal(string digits) =>
        uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(\d+)\] 0x([0-9a-f]{8}) ")]
    private static partial Regex EntryStart();

    [GeneratedRegex(@"\b([A-Z][A-Z0-9]+) +0x([0-9a-f]{8})")]
    private static partial Regex RegisterValue();
}
