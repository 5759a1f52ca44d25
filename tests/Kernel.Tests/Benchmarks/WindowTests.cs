// The cost subtracted from a measured operation is the cost of measuring it: the same instructions around a function
// that does nothing.
using Iced.Intel;
using Osmosis.Symbols;

namespace Osmosis.Kernel.Tests.Benchmarks;

public sealed class WindowTests
{
    private const string Reading = "read_time_stamp";

    private static readonly LinkedImage Image = LinkedImage.Load(Checkout.Image);
    private static readonly Dictionary<uint, string> Names = Image.Symbols.GroupBy(symbol => symbol.Address)
        .ToDictionary(same => same.Key, same => same.First().Name);

    [Theory]
    [InlineData("Frame", "Allocate", "FrameAllocator__AllocateFrame")]
    [InlineData("Frame", "Free", "FrameAllocator__FreeFrame")]
    [InlineData("Frame", "AllocateRun", "KernelMemory__AllocateRun")]
    [InlineData("Frame", "FreeRun", "KernelMemory__FreeRun")]
    [InlineData("Paging", "Map", "KernelMemory__Map")]
    [InlineData("Paging", "MapRange", "KernelMemory__MapRange")]
    [InlineData("Paging", "Unmap", "KernelMemory__Unmap")]
    [InlineData("Paging", "Resolve", "__Resolve")]
    [InlineData("Heap", "Allocate", "kmalloc")]
    [InlineData("Heap", "Free", "kfree")]
    public void What_callers_call_and_nothing_are_measured_by_the_same_instructions(string part, string operation,
        string method)
    {
        LinkedSymbol[] windows = [
            .. Image.Symbols.Where(symbol =>
                symbol.Name.Contains($"Benchmarks_{part}Window_1", StringComparison.Ordinal)
                && symbol.Name.EndsWith($"__{operation}", StringComparison.Ordinal))];
        LinkedSymbol[] empty = [.. windows.Where(symbol => symbol.Name.Contains("_Empty", StringComparison.Ordinal))];
        LinkedSymbol[] real = [.. windows.Except(empty)];
        (string call, string[] around) = Between(Assert.Single(real));
        Assert.EndsWith(method, call, StringComparison.Ordinal);
        (string nothing, string[] aroundNothing) = Between(Assert.Single(empty));
        Assert.StartsWith("empty_function", nothing, StringComparison.Ordinal);
        Assert.Equal(aroundNothing, around);
    }

    private static string NameAt(Instruction branch) =>
        Names.GetValueOrDefault(branch.NearBranch32, "nothing that has a name");

    private static IEnumerable<Instruction> Code(LinkedSymbol function) =>
        new CodeRoutine(function.Address,
            Image.CodeAt(function.Address,
                Image.Symbols.First(symbol => symbol.Address > function.Address).Address
                - function.Address)).Instructions;

    // The one call between the two readings of the counter, and the instructions around it.
    private static (string Call, string[] Around) Between(LinkedSymbol window)
    {
        Instruction[] code = [.. Code(window).TakeWhile(instruction => instruction.Mnemonic != Mnemonic.Ret)];
        int[] calls = [.. Enumerable.Range(0, code.Length).Where(index => code[index].Mnemonic == Mnemonic.Call)];
        string[] called = [.. calls.Select(index => NameAt(code[index]))];
        Assert.True(called is [Reading, _, Reading],
            $"{window.Name} is to read, to call once and to read; it calls {string.Join(", ", called)}");
        return (called[1],
            [.. Enumerable.Range(calls[0] + 1, calls[2] - calls[0] - 1).Where(index => index != calls[1])
                .Select(index => code[index].ToString())]);
    }
}
