using System.Runtime.InteropServices;

namespace Osmosis.Programs.Terminals;

/// <summary>A terminal's size as TIOCGWINSZ gives it: Linux's struct winsize, 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct WindowSize
{
    public const int Bytes = 8;

    public ushort Rows;
    public ushort Columns;

    /// <summary>In pixels; 0 when nobody knows.</summary>
    public ushort Width;
    public ushort Height;

    public readonly bool Is(WindowSize other) =>
        Rows == other.Rows && Columns == other.Columns && Width == other.Width && Height == other.Height;
}
