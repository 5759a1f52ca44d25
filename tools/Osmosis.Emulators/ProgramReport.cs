// What the kernel tells about the first program when that has ended.
using System.Globalization;

namespace Osmosis.Emulators;

/// <param name="Number">Linux's number for the i386.</param>
/// <param name="Count">How often it was made.</param>
/// <param name="Unknown">How often of that the kernel had no such call.</param>
public sealed record CallCount(uint Number, ulong Count, ulong Unknown);

/// <param name="WaitStatus">As wait4 reports it: the exit status times 256, or a signal.</param>
/// <param name="MostFrames">The most frames that were taken at a time, those that the machine keeps included.</param>
/// <param name="Cycles">Of the processor while the program ran; instructions where the machine counts those.</param>
/// <param name="Faults">Page faults by what was done about them (FaultAnswer), and how often.</param>
/// <param name="Calls">The system calls that were made.</param>
public sealed record ProgramReport(
    uint WaitStatus, ulong MostFrames, ulong Cycles, IReadOnlyList<(uint Answer, ulong Count)> Faults,
    IReadOnlyList<CallCount> Calls)
{
    private const int SignalMask = 0x7F;
    private const int SignalStatus = 128;
    private const int StatusShift = 8;

    /// <summary>What may be done about a page fault, in the order of src/Memory/Spaces/FaultDecision.cs.</summary>
    public static IReadOnlyList<string> FaultAnswers { get; } =
    [
        "retried", "zero page shown", "new page", "page copied", "page taken over", "file page shown",
        "file page written",
        "file page copied", "kept page shown", "no region there", "not allowed", "past the file's end",
    ];

    /// <summary>The status that a shell gives for it: the program's own, or 128 and the signal that ended it.</summary>
    public int ExitStatus => (WaitStatus & SignalMask) != 0
        ? SignalStatus + (int)(WaitStatus & SignalMask) : (int)(WaitStatus >> StatusShift);

    /// <summary>
    /// Reads what the kernel wrote to <see cref="QemuOptions.ReportPath"/>; null when no program has ended.
    /// </summary>
    public static ProgramReport? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ILookup<string, ulong[]> lines = File.ReadLines(path).Select(line => line.Split(' '))
            .ToLookup(words => words[0],
                words => words[1..].Select(word => ulong.Parse(word, CultureInfo.InvariantCulture)).ToArray());
        return !lines.Contains("status") ? null : new ProgramReport(
            (uint)Only("status"),
            Only("frames"),
            Only("cycles"),
            [.. lines["fault"].Select(numbers => ((uint)numbers[0], numbers[1]))],
            [.. lines["call"].Select(numbers => new CallCount((uint)numbers[0], numbers[1], numbers[2]))]);

        ulong Only(string name) => lines[name].Single()[0];
    }
}
