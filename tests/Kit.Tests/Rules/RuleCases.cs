namespace Osmosis.Kit.Tests.Rules;

internal static class RuleCases
{
    /// <summary>What code does at run time: the analyzer's code, the build's, and the method.</summary>
    public static readonly RuleCase[] AtRunTime = RuleCase.Read("""
        OSM0001 OSM0001 static object Run() => new Node();
        OSM0001 OSM0001 static void Run() { Held.It = new Node(); }
        OSM0001 OSM0001 static void Run(int n) { Held.It = n > 3 ? new Node() : null; }
        OSM0001 OSM0001 static void Run() { Held.Struct.It = new int[4]; }
        OSM0001 OSM0001 static int Run() => Held.Take(new Node());
        OSM0001 OSM0001 static int[] Run(int n) => new int[n];
        OSM0001 OSM0001 static int[] Run(int n) => [n, n];
        OSM0001 OSM0001 static object Run(int n) => n;
        OSM0001 OSM0001 static object Run(Colour n) => n;
        OSM0001 OSM0001 static IShape Run(int n) => new Square { Side = n };
        OSM0001 OSM0001 static int Run(int n) { int[,] a = new int[2, 2]; return n; }
        OSM0001 OSM0001 static Fn Run() => Held.Twice;
        OSM0001 OSM0001 static int Run(int n) { Fn f = Held.Twice; return n; }
        OSM0001 OSM0001 static int Run(int n) { Fn f = v => v + n; return f(n); }
        OSM0001 OSM0001 static int Run(int n) { Fn f = static v => v + 1; return f(n); }
        OSM0001 OSM0001 static int Run(string a, string b) => (a + b).Length;
        OSM0001 OSM0001 static void Run(string a) { Held.Text += a; }
        OSM0001 OSM0001 static int Run(string a, int n) => (a + n).Length;
        OSM0001 OSM0001 static int Run(object a) => ("x" + a).Length;
        OSM0001 OSM0001 static int Run(string a) => $"x{a}".Length;
        OSM0001 OSM0001 static int Run(int n) => $"{n}".Length;
        OSM0001 OSM0001 static int Run(int n, string a) => ((a + n) + "b").Length;
        OSM0001 OSM0001 static int Run(string a) => string.Concat(a, a).Length;
        OSM0002 OSM0002 static void Run() { throw null!; }
        OSM0002 OSM0002 static int Run(int n) => n > 3 ? n : throw null!;
        OSM0006 OSM0001 static int Run(int n) { Node q = new Node { Next = new Node() }; return q.Next!.Value; }
        OSM0006 OSM0001 static int Run(int n) { while (n > 0) { Node q = new Node(); n -= Held.Read(q); } return n; }
        OSM0006 OSM0001 static void Run(object[] a) { a[1] = new Node(); }
        OSM0006 OSM0001 static void Run(out object a) { a = new Node(); }
        OSM0006 OSM0001 static void Run(int n) { Node q = new Node(); if (n > 3) Held.It = q; }
        OSM0006 OSM0001 static int Run(int n) { int[] a = new int[n]; return a.Length; }
        OSM0006 OSM0001 static int Run(int n) { int[] a = new int[400]; a[n & 3] = n; return a[1]; }
        OSM0006 OSM0001 static int Run(int n) { return Of(n, n); static int Of(params int[] a) => Held.Take(a); }
        OSM0006 -       static int Run(int n) { Node q = new Node { Value = n }; return q.Value; }
        OSM0006 -       static int Run(int n) => Held.Read(new Node { Value = n });
        OSM0006 -       static int Run(int n) { int[] a = { 1, n, 3 }; return a[n & 1]; }
        OSM0006 -       static int Run(int n) { int[] a = [n, 2, 3]; return a[n & 1]; }
        OSM0006 -       static int Run(int n) { int[] a = []; return a.Length + n; }
        OSM0006 -       static int Run(int n) { object q = n; return q is int v ? v : 0; }
        OSM0006 -       static bool Run(int n, object a) => n.Equals(a);
        OSM0006 -       static int Run(Plain p) => p.GetHashCode();
        OSM0006 OSM0003 static int Run(int? n) => n.GetHashCode();
        OSM0006 OSM0003 static object? Run(int? n) => n;
        OSM0006 OSM0003 static int Run(object n) => (int)n;
        OSM0006 OSM0003 static int Run(object n) => ((Plain)n).A;
        OSM0006 -       static int Run(int n) { object q = n; return (int)q; }
        OSM0006 OSM0002! static int Run(IShape a) => a.Area();
        OSM0006 OSM0002! static int Run(IShape a) => a.Side;
        OSM0006 OSM0002! static int Run(IMany a) { foreach (int n in a) return n; return 0; }
        OSM0006 OSM0002! static int Run(IDisposable a) { using (a) { return 3; } }
        OSM0006 OSM0003! static bool Run(Colour a) => a.Equals(a);
        OSM0006 -       static int Run(int n) { IShape a = new Square { Side = n }; return a.Area(); }
        OSM0006 OSM0003 static int Run(Base a) => a.Get<int>();
        OSM0006 OSM0002 static void Run(Node a, Node b) { a.Next = b; }
        OSM0006 OSM0002 static void Run(Node a) { Held.It = a; }
        OSM0006 OSM0002 static void Run(ref Node a, Node b) { a = b; }
        OSM0006 OSM0002 static void Run(ref Kept a, object b) { a.It = b; }
        OSM0006 OSM0002 static float Run(float n) => n % 3;
        OSM0006 OSM0002 static long Run(double n) => (long)n;
        OSM0006 OSM0002 static double Run(ulong n) => n;
        OSM0006 OSM0002 static float Run(uint n) => n;
        OSM0006 OSM0003 static int Run(double n) => checked((int)n);
        OSM0006 OSM0003 static long Run(long n, long m) => checked(n * m);
        -       -       static int Run(int n) { Plain p = new Plain { A = n }; return p.A; }
        -       -       static int Run(int n) { Span<int> a = stackalloc int[n]; return a.Length; }
        -       -       static int Run(int n) { ReadOnlySpan<int> a = [1, n, 3]; return a[n & 1]; }
        -       -       static int Run(int n) { ReadOnlySpan<int> a = new int[] { 1, 2, 3 }; return a[n & 1]; }
        -       -       static int Run(int n) { ReadOnlySpan<byte> a = "abc"u8; return a[n & 1]; }
        -       -       static int Run(int n) { return Local(n); int Local(int m) => n + m; }
        -       -       static int Run(int n) { delegate*<int, int> f = &Held.Twice; return f(n); }
        -       -       static int Run(Fn f) => f(3);
        -       -       static int Run(string a) => $"{a}".Length + (a + "").Length;
        -       -       static int Run() => $"x{"y"}".Length + ("a" + "b").Length;
        -       -       static void Run() { Held.Text = "abc"; Held.It = null; }
        -       -       static void Run(ref Kept a) { a = default; a.It = "abc"; }
        -       -       static int Run(int n) { if (Off) Held.It = new Node(); return n; } const bool Off = false;
        -       -       static int Run(int n) { Kept a; a.It = "x"; return a.It is null ? n : 3; }
        -       -       static int Run(Square a) => Of(a); static int Of<T>(T a) where T : struct, IShape => a.Area();
        -       -       static int Run(Base a) => a.GetHashCode();
        -       -       static int Run(Square a) => a.Twice();
        -       -       static int Run(int n) { try { Held.Changing = n; } finally { Held.Changing = 0; } return n; }
        -       -       static long Run(long n, long m) => n / m + n % m + n * m + checked(n + m);
        -       -       static double Run(double n, float m, int k) => n * 2.5 / m + k + (int)n;
        -       -       [Obsolete("a" + "b")] static int Run(int n) => n;
        CS      -       static int Run(string a) => (a + a + a + a + a).Length;
        CS      -       static int Run(int n) { lock (Held.Text!) { } return n; }
        CS      -       static T Run<T>() where T : new() => new T();
        CS      -       static IEnumerable<int> Run(int n) { yield return n; }
        CS      -       static int Run(int[] a) { foreach (int n in a) return n; return 3; }
        CS      -       static int Run(int n) { dynamic a = n; return a; }
        CS      -       static int Run(int n) => new { N = n }.N;
        CS      -       static async void Run() { }
        CS      -       static void Run(int n) { throw new NotSupportedException(); }
        """);

    /// <summary>What the native compiler runs at build time.</summary>
    public static readonly RuleCase[] AtBuildTime = RuleCase.Read("""
        OSM0003 OSM0003! static int Run() => F; static byte F = Held.In(3);
        OSM0003 OSM0003! static int Run() => F.Length; static string F = "a" + G(); static string G() => "b";
        OSM0003 OSM0003! static int Run() => F.Length; static int[] F = { 1, 2, 3 };
        OSM0003 OSM0003! static int Run() => F.Length; static byte[] F = [1, 2, 3];
        OSM0003 OSM0003! static int Run() => F.Length; static string[] F = { "a", "b" };
        OSM0003 OSM0003! static int Run() => F.Length; static Node[] F = new Node[5];
        OSM0003 OSM0003! static int Run() => F.Value; static Node F = new Node();
        OSM0003 OSM0003! static int Run() => F.Length; static int[,] F = new int[2, 2];
        OSM0003 OSM0003! static int Run() => F(3); static delegate*<int, int> F = &Held.Twice;
        OSM0003 OSM0003! static int Run() => F; static int F = Held.Changing;
        OSM0003 OSM0003! static int Run() => F; static int F; static C010() { F = 3; Held.Changing = 4; }
        OSM0003 OSM0003! static int Run() => F; static int F { get; } = Held.In(3);
        OSM0001 OSM0001! static int Run() => F(3); static Fn F = Held.Twice;
        OSM0001 OSM0001! static int Run() => F(3); static Fn F = n => n + 1;
        OSM0007 OSM0003! static int Run() => F; static int F = *(int*)0xB8000;
        OSM0007 OSM0003! static int Run() => F; static int F = ~Five ^ 3; static int Five = 5;
        OSM0007 OSM0003! static int Run() => F; static int F = G(); static int G() => Held.In(3);
        OSM0007 -       static int Run() => F; static int F = Held.Twice(3);
        OSM0007 -       static int Run() => F.Length; static int[] F = new int[2] { 1, 2 };
        OSM0007 -       static int Run() => F.Value; static Own F = new Own(3);
        OSM0007 -       static int Run() => F; static int F; static C020() { for (int i = 0; i < 5; i++) F += i; }
        OSM0007 -       static int Run() => F.Value; static Word F = new Word();
        -       -       static int Run() => F; static int F = 5;
        -       -       static int Run() => F; static int F = Held.Fixed;
        -       -       static int Run() => F[1]; static int[] F = new int[5];
        -       -       static int Run() => F[1].A; static Plain[] F = new Plain[5];
        -       -       static int Run() => F.A; static Plain F = new Plain { A = 3 };
        -       -       static int Run() => *F; static int* F = (int*)0xB8000;
        -       -       static object Run() => F; static object F = 5;
        -       -       static string Run() => F; static string F = "abc";
        -       -       static int Run() => F.HasValue ? 3 : 4; static int? F = 3;
        -       -       static int Run() => F; static int F { get; } = sizeof(Plain);
        """);
}
