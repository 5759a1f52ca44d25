// The kernel's backtraces against the code: each line must be a call of the function on the line above it.
using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Machines;
using Osmosis.Metal;

namespace Osmosis.Kernel.Tests.Diagnostics;

public sealed partial class BacktraceTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const byte CallNear = 0xE8;
    private const int CallNearBytes = 5;
    private const byte CallGroup = 0xFF;

    private readonly LinkedSymbols _symbols = new(machine.Image.SymbolTable());

    [Theory]
    [InlineData("fault null")]
    [InlineData("fault heap")]
    [InlineData("fault index")]
    [InlineData("fault opcode")]
    public async Task Each_line_calls_the_function_above_it(string command)
    {
        await machine.Console.RunAsync(command);
        IReadOnlyList<string> report = await machine.Console.RunAsync("fault details");
        string[] lines = [.. report.SkipWhile(line => line != "backtrace:").Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        (string Name, uint Offset)[] frames = [.. lines.Select(Parse)];
        // Down to the start of the kernel's stack.
        Assert.Equal("switch_stack", frames[^1].Name);
        Assert.Contains("Osmosis.Kernel.Shell.CommandShell.Execute", frames.Select(frame => frame.Name));
        for (int i = 1; i < frames.Length; i++)
        {
            // Overloads have the same name.
            Assert.True(StartsOf(frames[i].Name).Any(start => IsCall(start + frames[i].Offset, frames[i - 1].Name)),
                $"'{lines[i]}' is no call of what stands above it");
        }
    }

    // Whether the instruction that ends at an address calls a function. For a call through a pointer (FF /2), the code
    // doesn't show which.
    private bool IsCall(uint end, string function)
    {
        byte[] call = machine.Image.Bytes(end - CallNearBytes, end);
        uint target = end + BinaryPrimitives.ReadUInt32LittleEndian(call.AsSpan(1));
        return (call[0] == CallNear && _symbols.NameAt(target) == function)
            || (call[^2] == CallGroup && (call[^1] >> 3 & 7) == 2);
    }

    private IEnumerable<uint> StartsOf(string name)
    {
        for (int i = 0; i < _symbols.Table.FunctionCount; i++)
        {
            FunctionSymbol function = _symbols.Table.FunctionAt(i);
            uint start = function.Start;
            if (LinkedSymbols.NameOf(function) == name)
            {
                yield return start;
            }
        }
    }

    // "  Name+0x1c (file:line)".
    private static (string Name, uint Offset) Parse(string line)
    {
        Match match = Frame().Match(line);
        Assert.True(match.Success, $"'{line}' is no frame");
        return (match.Groups["name"].Value,
            uint.Parse(match.Groups["offset"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^  (?<name>\S+)\+0x(?<offset>[0-9a-f]+)( \(\S+\))?$")]
    private static partial Regex Frame();
}
