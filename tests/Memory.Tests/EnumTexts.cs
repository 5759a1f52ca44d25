// What the core says of a value.
using System.Text;

namespace Osmosis.Memory.Tests;

/// <summary>The text of a value of an enumeration.</summary>
internal delegate ReadOnlySpan<byte> Describe<T>(T value);

internal static class EnumTexts
{
    /// <summary>Each value has a text of its own, and a number that is none has some text.</summary>
    public static void AssertDiffer<T>(Describe<T> describe)
        where T : struct, Enum
    {
        string[] texts = [.. Enum.GetValues<T>().Select(value => Encoding.ASCII.GetString(describe(value)))];
        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.DoesNotContain("", texts);
        Assert.False(describe((T)Enum.ToObject(typeof(T), byte.MaxValue)).IsEmpty);
    }
}
