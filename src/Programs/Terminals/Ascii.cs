namespace Osmosis.Programs.Terminals;

/// <summary>Bytes that move the cursor.</summary>
internal static class Ascii
{
    public const byte Backspace = 8;
    public const byte Tab = 9;
    public const byte LineFeed = (byte)'\n';
    public const byte Return = (byte)'\r';

    public static bool IsControl(byte value) => value is < 0x20 or 0x7F;
}
