// Records of CodeView, written by hand byte by byte, as the native compiler writes them.
using System.Buffers.Binary;
using System.Text;
using Osmosis.Symbols.CodeView;

namespace Osmosis.Symbols.Tests;

public sealed class CodeViewTests
{
    [Theory]
    [InlineData("2A00", 42)]
    [InlineData("0080FF", -1)]
    [InlineData("0180FEFF", -2)]
    [InlineData("02800080", 0x8000)]
    [InlineData("0380FDFFFFFF", -3)]
    [InlineData("0480FFFFFFFF", uint.MaxValue)]
    [InlineData("0980FCFFFFFFFFFFFFFF", -4)]
    public void A_number_says_its_own_type(string bytes, long expected) =>
        Assert.Equal(expected, new RecordReader(Convert.FromHexString(bytes)).Number());

    [Fact]
    public void A_number_that_is_no_integer_is_refused() =>
        Assert.Throws<SymbolException>(() => new RecordReader(Convert.FromHexString("0580000000000000")).Number());

    [Fact]
    public void A_variable_is_where_its_ranges_say()
    {
        byte[] records =
        [
            .. Record(0x1147, [.. new byte[35], .. Text("Kernel_Some__Method")]),
            .. Record(0x113E, [.. Word(0x75), .. Half(1), .. Text("bytes")]),
            .. Record(0x1141, [.. Half(18), .. Half(0), .. Word(2), .. Half(0), .. Half(7)]),
            .. Record(0x1145,
                [.. Half(22), .. Half(0), .. Word(unchecked((uint)-8)), .. Word(9), .. Half(0), .. Half(5)]),
            .. Record(0x113E, [.. Word(0x74), .. Half(0), .. Text("i")]),
            .. Record(0x114F, []),
        ];
        (string function, IReadOnlyList<CompiledVariable> variables) = CompiledVariable.ReadFunction(records)!.Value;
        Assert.Equal("Kernel_Some__Method", function);
        Assert.Equal(["bytes", "i"], variables.Select(variable => variable.Name));
        Assert.Equal([true, false], variables.Select(variable => variable.IsArgument));
        Assert.Equal([new VariableRange(2, 7, 1, null), new VariableRange(9, 5, 5, -8)], variables[0].Ranges);
    }

    [Fact]
    public void A_place_that_is_not_known_here_is_refused() =>
        Assert.Throws<SymbolException>(() => CompiledVariable.ReadFunction(
            [.. Record(0x113E, [.. Word(0x75), .. Half(1), .. Text("x")]),
                .. Record(0x1141, [.. Half(154), .. Half(0), .. Word(0), .. Half(0), .. Half(1)])]));

    [Fact]
    public void A_type_that_is_declared_first_is_found_with_its_fields()
    {
        byte[] records =
        [
            .. Record(0x1505,
                [.. Half(0), .. Half(0x80), .. Word(0), .. Word(0), .. Word(0), .. Half(0), .. Text("Pair")]),
            .. Record(0x1203, [.. Field("first", 0x75, 0), .. Field("second", 0x1003, 4)]),
            .. Record(0x1505,
                [.. Half(2), .. Half(0), .. Word(0x1001), .. Word(0), .. Word(0), .. Half(8), .. Text("Pair")]),
            .. Record(0x1002, [.. Word(0x1000), .. Word(0x40A)]),
            .. Record(0x1002, [.. Word(0x1000), .. Word(0x2A)]),
        ];
        CompiledTypes types = new(records);
        Assert.Equal(0x1002u, types.Definition(0x1000));
        StructureType pair = Assert.IsType<StructureType>(types[0x1002]);
        Assert.Equal(8u, pair.Size);
        Assert.Equal([new CompiledMember("first", 0x75, 0, false), new CompiledMember("second", 0x1003, 4, false)],
            pair.Members);
        Assert.Equal(new PointerType(0x1000, false), types[0x1003]);
        Assert.Equal(new PointerType(0x1000, true), types[0x1004]);
    }

    // Members are padded to a multiple of four bytes, by bytes that count down the rest.
    private static byte[] Field(string name, uint type, ushort place)
    {
        byte[] field = [.. Half(0x150D), .. Half(3), .. Word(type), .. Half(place), .. Text(name)];
        int padding = -field.Length & 3;
        return [.. field, .. Enumerable.Range(0, padding).Select(i => (byte)(0xF0 | (padding - i)))];
    }

    private static byte[] Record(ushort kind, byte[] fields) =>
        [.. Half((ushort)(fields.Length + 2)), .. Half(kind), .. fields];

    private static byte[] Half(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Word(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
