// What a piece of text is for. It decides what happens before the text's first character.

namespace Osmosis.Kernel.Console;

internal interface ITextPurpose
{
    static abstract void Begin();
}

/// <summary>Text that only wants to be read.</summary>
internal readonly struct PlainText : ITextPurpose
{
    public static void Begin()
    {
    }
}
