// A method, what the analyzer says of it, and what the build says of it.
namespace Osmosis.Kit.Tests.Rules;

/// <param name="Name">The class that the method is in.</param>
/// <param name="Said">The code that the analyzer gives; "CS" if the compiler already refuses it, or "-".</param>
/// <param name="Built">The code with which the build refuses it, or "-".</param>
/// <param name="IsAlone">Whether the build can't say where the fault is, so that this needs a build of its own.</param>
/// <param name="Code">The method, called Run, and what else it needs.</param>
internal sealed record RuleCase(string Name, string Said, string Built, bool IsAlone, string Code)
{
    public const string None = "-";
    public const string NotCSharp = "CS";

    private const string Preamble = """
        using System;
        using System.Runtime;
        using System.Runtime.CompilerServices;

        internal class Node { public int Value; public Node? Next; }
        internal class Word { public int Value; }
        internal class Base { public virtual int Get<T>() => 3; }
        internal interface IShape { int Area(); int Side { get; } }
        internal interface IMany { Steps GetEnumerator(); }
        internal struct Steps { public int Current => 3; public bool MoveNext() => true; }
        internal struct Square : IShape { public int Side { get; set; } public int Area() => Side * Side; }
        internal struct Plain { public int A, B; }
        internal struct Kept { public object? It; }
        internal struct Own { public int Value; public Own(int value) { Value = value; } }
        internal enum Colour { Red, Green }
        internal delegate int Fn(int value);

        internal static class Extensions
        {
            extension(ref Square square) { public int Twice() => square.Side * 2; }
        }

        internal static unsafe class Held
        {
            public static object? It;
            public static Kept Struct;
            public static string? Text;
            public static Fn? Fn;
            public static int Changing;
            public static readonly int Fixed = 5;
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Take(object? it) => it is null ? 3 : 4;
            public static int Read(Node node) => node.Value;
            public static int Twice(int value) => value * 2;
            public static Node Make(int value) => new Node { Value = value };
            [RuntimeExport("kernel_main")] private static void Main(uint information) { }
            [RuntimeImport("*", "port_read8"), MethodImpl(MethodImplOptions.InternalCall)]
            public static extern byte In(ushort port);
        }

        """;

    /// <summary>Reads lines such as <c>OSM0001 OSM0002! static int Run() => 3;</c>, whose mark means alone.</summary>
    public static RuleCase[] Read(string table) =>
    [
        .. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, index) =>
        {
            string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return new RuleCase($"C{index:000}", words[0], words[1].TrimEnd('!'), words[1].EndsWith('!'), words[2]);
        }),
    ];

    /// <summary>The cases as one source, with what they share in front.</summary>
    public static string Source(IEnumerable<RuleCase> cases) => Preamble + string.Concat(cases.Select(one => $$"""
        internal static unsafe class {{one.Name}} { [RuntimeExport("{{one.Name}}")] {{one.Code}} }

        """));

    public override string ToString() => $"{Said} {Built} {Code}";
}
