// What the generator says of methods that can't be tests.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Osmosis.Testing.Generator;

namespace Osmosis.Kit.Tests.Testing;

public sealed class GeneratorTests
{
    [Theory]
    [InlineData("[Test] static void X() { }", "it is private: make it internal")]
    [InlineData("[Test] internal void X() { }", "it isn't static, and there are no objects")]
    [InlineData("[Test] internal static int X() => 1;", "it must return void")]
    [InlineData("[Test] internal static void X(int a) { }", "it has parameters")]
    [InlineData("[Test] internal static void X<A>() { }", "it, or a type around it, is generic")]
    [InlineData("[BeforeTests] internal static void X(int a) { }",
        "it must take nothing, or two uint as kernel_main does")]
    public void What_can_not_be_called_is_an_error(string member, string reason) =>
        Assert.Equal([$"OSM0201 T.X can't be called by the tests' runner: {reason}"], Errors(member));

    [Fact]
    public void A_second_method_before_the_tests_is_an_error() => Assert.Equal(
        ["OSM0202 T.Y is marked [BeforeTests], and so is T.X: there can be one, which may call others"],
        Errors("[BeforeTests] internal static void X() { } [BeforeTests] internal static void Y() { }"));

    [Fact]
    public void The_methods_are_listed_in_the_order_of_the_source()
    {
        string text = Assert.Single(Run(
            "[BeforeTests] internal static void Z(uint a, uint b) { } [Test(Skip = \"a \\\"b\\\"\", TimeLimit = 3)] "
            + "internal static void Y() { } [Test] internal static void @class() { }").GeneratedTrees).ToString();
        Assert.Contains("ListedTest(\"T.Y\", \"/_/T.cs\", 2, \"a \\\"b\\\"\", 3)", text, StringComparison.Ordinal);
        Assert.Contains("ListedTest(\"T.class\", \"/_/T.cs\", 2, \"\", 0)", text, StringComparison.Ordinal);
        Assert.Contains("SourceFolder(\"/_/\", \"/home/me/\")", text, StringComparison.Ordinal);
        Assert.Contains("global::T.Z(information, magic);", text, StringComparison.Ordinal);
        Assert.Contains("0 => &global::T.Y,", text, StringComparison.Ordinal);
        Assert.Contains("1 => &global::T.@class,", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Errors(string member) =>
        Run(member).Diagnostics.Select(one => $"{one.Id} {one.GetMessage()}");

    private static GeneratorDriverRunResult Run(string member)
    {
        string attributes = File.ReadAllText(
            Path.Combine(Checkout.Root, "kit/Osmosis.Testing/Kernel/TestAttributes.cs"));
        CSharpCompilation compilation = CSharpCompilation.Create("T",
            [
                CSharpSyntaxTree.ParseText(attributes, path: "/home/me/A.cs"),
                CSharpSyntaxTree.ParseText($"using Osmosis.Testing;\nclass T {{ {member} }}", path: "/home/me/T.cs"),
            ],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, sourceReferenceResolver:
                new SourceFileResolver([], null, [new("/home/me/", "/_/")])));
        return CSharpGeneratorDriver.Create(new TestListGenerator()).RunGenerators(compilation).GetRunResult();
    }
}
