// The kernel reads what the tool writes.
using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Osmosis.Metal;

namespace Osmosis.Symbols.Tests;

public sealed class TableTests
{
    private static readonly string[] Labels = ["_kernel_end", "kernel_page_directory", "kmalloc"];

    [Slow]
    [Fact]
    public void Every_address_of_every_function_is_told_as_it_was_written() =>
        RandomFunctions.All.Sample(functions =>
        {
            byte[] bytes = WithAddresses(TableWriter.Write(functions, Labels, RandomFunctions.Start));
            Assert.Equal(functions.Count, new SymbolTable(bytes).FunctionCount);
            foreach (Function function in functions)
            {
                for (uint offset = 0; offset < function.Size; offset++)
                {
                    Check(new SymbolTable(bytes), function, offset);
                }
            }
        });

    [Fact]
    public void An_address_outside_all_functions_is_in_none() =>
        RandomFunctions.All.Sample(functions =>
        {
            byte[] bytes = WithAddresses(TableWriter.Write(functions, Labels, RandomFunctions.Start));
            foreach (uint address in functions.SelectMany(function =>
                new[] { function.Start - 1, function.Start + function.Size }).Append(0u).Append(uint.MaxValue))
            {
                bool isInside = functions.Any(function => address - function.Start < function.Size);
                Assert.Equal(isInside, new SymbolTable(bytes).TryFind(address, out _));
            }
        });

    [Fact]
    public void Names_lead_back_to_addresses() =>
        RandomFunctions.All.Sample(functions =>
        {
            byte[] bytes = WithAddresses(TableWriter.Write(functions, Labels, RandomFunctions.Start));
            foreach (Function function in functions)
            {
                uint first = functions.First(other => other.Name.ToString() == function.Name.ToString()).Start;
                Assert.Equal(first, AddressOf(bytes, function.Name.ToString()));
            }

            for (int i = 0; i < Labels.Length; i++)
            {
                Assert.Equal(AddressOfLabel(i), AddressOf(bytes, Labels[i]));
            }

            Assert.Null(AddressOf(bytes, "nothing"));
            Assert.Null(AddressOf(bytes, ""));
        });

    [Fact]
    public void An_image_without_a_table_knows_nothing()
    {
        SymbolTable none = new([]);
        Assert.True(none.IsEmpty);
        Assert.Equal(0, none.FunctionCount);
        Assert.False(none.TryFind(RandomFunctions.Start, out _));
        Assert.False(none.TryFindByName("kmalloc"u8, out _));
    }

    [Fact]
    public void A_name_that_the_table_cannot_hold_is_refused()
    {
        Function function = new(new FunctionName("", "", new string('x', 256)), RandomFunctions.Start, 1, null, [],
            [new FrameEntry(0, 0)]);
        SymbolException refusal =
            Assert.Throws<SymbolException>(() => TableWriter.Write([function], [], RandomFunctions.Start));
        Assert.Contains("255", refusal.Message, StringComparison.Ordinal);
    }

    private static void Check(SymbolTable table, Function expected, uint offset)
    {
        uint address = expected.Start + offset;
        Assert.True(table.TryFind(address, out FunctionSymbol found));
        Assert.Equal(expected.Start, found.Start);
        Assert.Equal(expected.Start + expected.Size, found.End);
        Assert.Equal(expected.Name,
            new FunctionName(Encoding.ASCII.GetString(found.Namespace), Encoding.ASCII.GetString(found.Type),
                Encoding.ASCII.GetString(found.Name)));
        Assert.Equal(expected.Frames.Last(frame => frame.Offset <= offset).Rule,
            table.FrameAt(in found, address).Encoded);
        Assert.Equal(expected.File is not null, table.TryFindLine(in found, address, out SourceLine line));
        if (expected.File is not null)
        {
            Assert.Equal(expected.File,
                $"{Encoding.ASCII.GetString(line.Folder)}/{Encoding.ASCII.GetString(line.Name)}.cs");
            Assert.Equal(expected.Lines.Last(entry => entry.Offset <= offset).Line, line.Line);
        }
    }

    private static uint? AddressOf(byte[] table, string name) =>
        new SymbolTable(table).TryFindByName(Encoding.ASCII.GetBytes(name), out uint address) ? address : null;

    // What the linker adds.
    private static byte[] WithAddresses(byte[] table)
    {
        byte[] addresses = new byte[Labels.Length * sizeof(uint)];
        for (int i = 0; i < Labels.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(addresses.AsSpan(i * sizeof(uint)), AddressOfLabel(i));
        }

        Assert.Equal(0, table.Length % sizeof(uint));
        return [.. table, .. addresses];
    }

    private static uint AddressOfLabel(int index) => 0xFEDC_BA98 + (uint)index;
}
