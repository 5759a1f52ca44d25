// Names for the linker become names of C#.
namespace Osmosis.Symbols.Tests;

public sealed class MethodNameTests
{
    private const string Prefix = "Symbols_Tests_Osmosis_Symbols_Tests_MethodNameTests";

    private static readonly MethodNames Names = new([typeof(MethodNameTests).Assembly.Location]);

    [Theory]
    [InlineData("_Sample__Plain", "Sample.Plain")]
    [InlineData("_Sample__Plain_0", "Sample.Plain")]
    [InlineData("_Sample__get_Value", "Sample.get_Value")]
    [InlineData("_Sample___ctor", "Sample..ctor")]
    [InlineData("_Sample__Generic<UInt8>", "Sample.Generic")]
    [InlineData("_Sample__Generic_1<Kernel_Some_Type_1<UInt8>__UInt32>", "Sample.Generic")]
    [InlineData("_Sample__Has_Line", "Sample.Has_Line")]
    [InlineData("_Holder_1<Kernel_A_1<Kernel_B>__Kernel_C>__Take", "Holder.Take")]
    [InlineData("_Holder_1_Inner<Kernel_A>__Deep", "Holder.Inner.Deep")]
    public void A_method_gets_its_name_back(string symbol, string expected)
    {
        FunctionName name = Names.Of(Prefix + symbol);
        Assert.Equal("Osmosis.Symbols.Tests", name.Namespace);
        Assert.Equal($"MethodNameTests.{expected}", $"{name.Type}.{name.Name}");
    }

    [Fact]
    public void A_symbol_of_no_method_stays_as_it_is() =>
        Assert.Equal(new FunctionName("", "", "Internal_CompilerGenerated__Start"),
            Names.Of("Internal_CompilerGenerated__Start"));

    [Theory]
    [InlineData("_Sample", "MethodNameTests.Sample")]
    [InlineData("_Holder_1<UInt8>", "MethodNameTests.Holder<byte>")]
    [InlineData("_Holder_1_Inner<" + Prefix + "_Sample>", "MethodNameTests.Holder.Inner<MethodNameTests.Sample>")]
    [InlineData("_Holder_1<" + Prefix + "_Holder_1<UInt16__Int64>__Kernel_Unknown>",
        "MethodNameTests.Holder<MethodNameTests.Holder<ushort,long>,Kernel_Unknown>")]
    public void A_type_gets_its_name_back_with_its_arguments(string symbol, string expected) =>
        Assert.Equal(expected, Names.OfType(Prefix + symbol));

    [Theory]
    [InlineData("<Run>g__Count|3_0", "Run.Count")]
    [InlineData("<<Run>g__Count|3_0>g__Inner|3_1", "Run.Count.Inner")]
    [InlineData("<Run>b__3_0", "Run.lambda")]
    [InlineData("Run", "Run")]
    public void Local_functions_are_readable(string compiled, string expected) =>
        Assert.Equal(expected, MethodNames.Readable(compiled));

    internal sealed class Sample
    {
        public static int Value => 1;

        public static void Plain()
        {
        }

        public static void Plain(int count) => _ = count;

        public static void Generic<T>(T value) => _ = value;

        public static void Has_Line()
        {
        }
    }

    internal sealed class Holder<T>
    {
        public static void Take(T value) => _ = value;

        internal sealed class Inner
        {
            public static void Deep()
            {
            }
        }
    }
}
