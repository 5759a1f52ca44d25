// The places of the deliberate faults in the kernel's sources, which a report must name.
namespace Osmosis.Kernel.Tests.Faults;

internal static class FaultSource
{
    private const string Path = "src/Kernel/Diagnostics/DeliberateFault.cs";
    private const string Type = "DeliberateFault";

    private static readonly string[] _lines = File.ReadAllLines(System.IO.Path.Combine(Checkout.Sources, Path));

    /// <summary>
    /// Fails unless a report's place is in a method, on the one line of the source that holds a text.
    /// </summary>
    public static void AssertAt(string place, string method, string text)
    {
        int[] lines =
            [.. Enumerable.Range(0, _lines.Length).Where(i => _lines[i].Contains(text, StringComparison.Ordinal))];
        Assert.Equal($"{Type}.{method}  {Type}.cs:{Assert.Single(lines) + 1}", place);
    }
}
