// The purpose of a piece of text. It decides what happens before the text's first character.

namespace Osmosis.Kernel.Console;

internal interface ITextPurpose
{
    /// <summary>Whether to write the text; if false, it isn't even formatted.</summary>
    static abstract bool Begin();
}

/// <summary>Ordinary text.</summary>
internal readonly struct PlainText : ITextPurpose
{
    public static bool Begin() => true;
}
