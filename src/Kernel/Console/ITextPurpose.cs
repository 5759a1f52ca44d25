// What a piece of text is for. It decides what happens before the text's first character.

namespace Osmosis.Kernel.Console;

internal interface ITextPurpose
{
    /// <summary>Whether the text is to be written; if not, it isn't even formatted.</summary>
    static abstract bool Begin();
}

/// <summary>Text that only wants to be read.</summary>
internal readonly struct PlainText : ITextPurpose
{
    public static bool Begin() => true;
}
