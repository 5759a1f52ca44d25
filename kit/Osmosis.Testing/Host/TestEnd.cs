// How a test, or a machine before its first test, ended: read from what happened.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Testing.Host;

/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why.</param>
/// <param name="File">The path of the source file, or null.</param>
/// <param name="Line">The line there.</param>
/// <param name="Output">What the kernel printed meanwhile.</param>
internal sealed partial record TestEnd(Outcome Outcome, string Message, string? File, int Line, string Output)
{
    /// <param name="happened">What came instead of the report that was expected.</param>
    /// <param name="limit">The time limit that held.</param>
    /// <param name="machine">Where it came from.</param>
    /// <param name="list">Knows the folders.</param>
    /// <param name="places">Knows the lines.</param>
    public static TestEnd Of(
        MachineEvent happened, TimeSpan limit, TestMachine machine, TestList list, Places places)
    {
        string output = machine.TakeOutput();
        if (happened is MachineEvent.Report { Fields: ["failed", string number, string file, string message] })
        {
            return new TestEnd(Outcome.Failed, Unescape(message), list.PathOf(Unescape(file)),
                int.Parse(number, CultureInfo.InvariantCulture), output);
        }

        (uint? at, string what) = Explain(happened, limit, ProcessorFault.LastIn(machine.TakeLog()), places);
        (string? path, int line) = at is { } address ? places.LineOf(address) : (null, 0);
        return new TestEnd(Outcome.Failed, what, path, line, output);
    }

    private static (uint? At, string What) Explain(
        MachineEvent happened, TimeSpan limit, ProcessorFault? fault, Places places) => happened switch
        {
            MachineEvent.Halted halted when LanguageFailure.Of(halted, places) is { } failure =>
                (failure.Address, failure.Describe(places)),
            MachineEvent.Halted when fault is not null =>
                (fault.Eip, $"{fault.Describe(places)}; then the machine halted for ever"),
            MachineEvent.Halted { Registers.Eip: var eip } =>
                (eip, $"the machine halted for ever, at {places.Describe(eip)}"),
            MachineEvent.TimeOver { Registers.Eip: var eip } =>
                (eip, $"not done after {limit.TotalSeconds:0.#} s; the machine is at {places.Describe(eip)}"),
            MachineEvent.Ended { HasTripleFaulted: true } when fault is not null =>
                (fault.Eip, $"{fault.Describe(places)}; a triple fault reset the machine"),
            MachineEvent.Ended { HasTripleFaulted: true } => (null, "the machine was reset by a triple fault"),
            MachineEvent.Ended { End: var end } => (null, end.ToString()),
            MachineEvent.Report { Fields: ["begin", string count] } =>
                (null, $"the image has another list, of {count} tests: build the test project again"),
            MachineEvent.Report { Fields: var fields } => (null, $"unexpected report: {string.Join(' ', fields)}"),
            _ => throw new System.Diagnostics.UnreachableException($"{happened}"),
        };

    // Control characters stay escaped: who reads this has a terminal.
    private static string Unescape(string text) => Escape().Replace(text, match =>
        (char)ushort.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var unit
        && !char.IsControl(unit) ? unit.ToString() : match.Value);

    [GeneratedRegex(@"\\u[0-9a-f]{4}")]
    private static partial Regex Escape();
}
