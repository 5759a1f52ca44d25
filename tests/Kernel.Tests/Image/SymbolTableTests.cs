// The table in the real image against its ELF symbols and the sources.
using Osmosis.Metal;

namespace Osmosis.Kernel.Tests.Image;

public sealed class SymbolTableTests
{
    // Per cent of the code that it describes.
    private const uint MostPercent = 30;

    private readonly KernelImage _image = KernelImage.Load(Checkout.Image);
    private readonly LinkedSymbols _symbols;

    public SymbolTableTests() => _symbols = new(_image.SymbolTable());

    // Labels inside an assembly routine have a dot; the linker script's marks aren't functions.
    private IEnumerable<KeyValuePair<string, uint>> Functions => _image.Symbols.Where(symbol =>
        symbol.Value >= _image["_code_start"] && symbol.Value < _image["_text_end"]
        && !symbol.Key.Contains('.', StringComparison.Ordinal) && symbol.Key != "_code_start");

    [Fact]
    public void Every_function_of_the_image_starts_where_the_table_says()
    {
        Assert.NotEmpty(Functions);
        Assert.All(Functions, symbol =>
        {
            Assert.True(_symbols.Table.TryFind(symbol.Value, out FunctionSymbol found));
            Assert.Equal(symbol.Value, found.Start);
        });
        Assert.Equal(Functions.Select(symbol => symbol.Value).Distinct().Count(), _symbols.Table.FunctionCount);
    }

    [Fact]
    public void Every_address_of_code_is_in_the_function_whose_symbol_is_next_below()
    {
        uint[] starts = [.. Functions.Select(symbol => symbol.Value).Distinct().Order()];
        int outside = 0;
        for (uint address = starts[0]; address < _image["_text_end"]; address++)
        {
            int index = Array.BinarySearch(starts, address);
            uint start = starts[index >= 0 ? index : ~index - 1];
            if (_symbols.Table.TryFind(address, out FunctionSymbol found))
            {
                Assert.Equal(start, found.Start);
            }
            else
            {
                outside++;
            }
        }

        // Between functions is padding to 16 and 32 bytes, and at the end to a page.
        Assert.InRange(outside, 0, (starts.Length * 32) + 4096);
    }

    [Fact]
    public void Names_are_those_of_the_sources()
    {
        string[] names = [.. Enumerable.Range(0, _symbols.Table.FunctionCount)
            .Select(index => LinkedSymbols.NameOf(_symbols.Table.FunctionAt(index)))];
        Assert.Contains("Osmosis.Kernel.Shell.CommandShell.Execute", names);
        Assert.Contains("Osmosis.Kernel.Memory.KernelMemory.Map", names);
        Assert.Contains("Osmosis.Memory.Heap.KernelHeap.Allocate", names);
        Assert.Contains("interrupt_common", names);
        Assert.DoesNotContain(names,
            name => name.Contains("__", StringComparison.Ordinal)
                && name.Contains("Osmosis_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kmalloc")]
    [InlineData("kernel_page_directory")]
    [InlineData("_kernel_end")]
    [InlineData("paging_map")]
    [InlineData("boot_stack_top")]
    public void The_linker_s_names_have_the_linker_s_addresses(string name)
    {
        Assert.True(_symbols.Table.TryFindByName(System.Text.Encoding.ASCII.GetBytes(name), out uint address));
        Assert.Equal(_image[name], address);
    }

    [Fact]
    public void The_call_of_a_source_line_has_that_line()
    {
        string file = "src/Kernel/Shell/Commands/HaltCommand.cs";
        string[] source = File.ReadAllLines(Path.Combine(Checkout.Sources, file));
        int line = 1 + Array.FindIndex(source, text => text.Contains("Power.Off", StringComparison.Ordinal));
        Assert.NotEqual(0, line);
        uint run = _image.Method("HaltCommand", "Run");
        Assert.Contains(Enumerable.Range(0, 16), offset => _symbols.LineAt(run + (uint)offset) == $"{file}:{line}");
    }

    [Fact]
    public void Every_line_exists()
    {
        Dictionary<string, int> lengths = [];
        foreach (int index in Enumerable.Range(0, _symbols.Table.FunctionCount))
        {
            FunctionSymbol function = _symbols.Table.FunctionAt(index);
            for (uint address = function.Start; address < function.End; address++)
            {
                if (_symbols.LineAt(address)?.Split(':') is [string file, string number])
                {
                    if (!lengths.TryGetValue(file, out int length))
                    {
                        lengths[file] = length = File.ReadAllLines(Path.Combine(Checkout.Sources, file)).Length;
                    }

                    Assert.InRange(int.Parse(number), 1, length);
                }
            }
        }

        Assert.NotEmpty(lengths);
    }

    [Fact]
    public void The_way_to_the_caller_is_known_from_every_place_but_where_the_stack_is_exchanged()
    {
        SortedSet<string> unknown = [];
        foreach (int index in Enumerable.Range(0, _symbols.Table.FunctionCount))
        {
            FunctionSymbol function = _symbols.Table.FunctionAt(index);
            for (uint address = function.Start; address < function.End; address++)
            {
                if (_symbols.Table.FrameAt(in function, address).Kind == FrameKind.Unknown)
                {
                    unknown.Add(LinkedSymbols.NameOf(function));
                }
            }
        }

        // They leave their stack, or turn a failed check into an interrupt whose frame isn't there yet. Below a program
        // is no caller.
        unknown.ExceptWith(["_start", "switch_stack", "resume_recoverable", "runtime_failure", "RhpFallbackFailFast",
            "user_entry", "user_leave", "user_resume", "from_virtual_8086"]);
        Assert.DoesNotContain(unknown, name => !name.StartsWith("fail_", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_is_small() =>
        Assert.InRange((uint)_symbols.Table.Length, 1u,
            (_image["_text_end"] - _image["_kernel_start"]) * MostPercent / 100);
}
