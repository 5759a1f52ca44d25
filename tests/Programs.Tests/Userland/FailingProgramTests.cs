using System.Text.RegularExpressions;

namespace Osmosis.Programs.Tests.Userland;

/// <summary>Whatever a program in C# does wrong ends it, with one line that says what and where.</summary>
[Collection(StartedProcesses.None)]
public class FailingProgramTests
{
    private const int CheckFailed = 70;
    private const int Signal = 128;
    private const int Illegal = 4;
    private const int Arithmetic = 8;
    private const int Segv = 11;

    [Theory]
    [InlineData("index", CheckFailed, "index 16 is outside a span of 10, before 0x0804....")]
    [InlineData("slice", CheckFailed, "argument out of range, before 0x0804....")]
    [InlineData("smash", CheckFailed, "stack buffer overrun, before 0x0804....")]
    [InlineData("null", Signal + Segv,
        @"read of 0x0000000. \(a null reference\) was refused, at 0x0804....: signal 11")]
    [InlineData("divide", Signal + Arithmetic, "division by zero, or with too large a result, at 0x0804....: signal 8")]
    [InlineData("illegal", Signal + Illegal, "invalid instruction at 0x......00: signal 4")]
    [InlineData("forbidden", Signal + Segv, "forbidden instruction at 0x......00: signal 11")]
    [InlineData("''", 1, " did no harm")]
    public void A_program_ends_and_says_why(string wrong, int status, string line)
    {
        BuiltProgram ran = BuiltProgram.Run("failing", $"$program {wrong}");
        string all = $"status {ran.Status}\n{string.Join('\n', ran.Output)}\n{string.Join('\n', ran.Error)}";
        Assert.True(ran.Status == status, all);
        Assert.Empty(ran.Output);
        Assert.True(Regex.IsMatch(ran.Error[0], $"^failing: {line}$"), all);
    }
}
