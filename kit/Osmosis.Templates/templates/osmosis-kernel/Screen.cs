// The text screen of a PC: memory with two bytes for each character.
using System;

namespace Kernel;

internal static class Screen
{
    private const int Columns = 80;
    private const int Rows = 25;
    private const ushort LightGrey = 0x0700;

    private static int s_position;

    // Sound: every PC's text screen is at this address, and nothing else is.
    private static unsafe Span<ushort> Cells => new((void*)0xB8000, Columns * Rows);

    public static void Write(byte character)
    {
        switch (character)
        {
            case (byte)'\n':
                s_position += Columns - (s_position % Columns);
                break;
            case (byte)'\b':
                s_position -= s_position % Columns == 0 ? 0 : 1;
                break;
            default:
                Cells[s_position++] = (ushort)(LightGrey | character);
                break;
        }

        if (s_position == Cells.Length)
        {
            Scroll();
        }
    }

    private static void Scroll()
    {
        Span<ushort> cells = Cells;
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = i + Columns < cells.Length ? cells[i + Columns] : LightGrey;
        }

        s_position -= Columns;
    }
}
