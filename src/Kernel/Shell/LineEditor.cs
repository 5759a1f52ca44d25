// Reads and edits a line from the terminal. Redraws with backspaces and blanks only, which work on any terminal.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell;

internal static class LineEditor
{
    private const byte Bell = 0x07;
    private const byte Delete = 0x7F;
    private const byte Tab = (byte)'\t';

    private static LineBuffer s_line;
    private static LineBuffer s_draft;
    private static History s_history;
    private static EscapeDecoder s_decoder;
    private static int s_age;
    private static bool s_afterReturn;

    /// <summary>
    /// Shows the prompt and reads until Enter. Control-C gives an empty line. The text is valid until the next call.
    /// </summary>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> prompt)
    {
        s_line = default;
        s_age = -1;
        Terminal.Write(prompt);

        while (true)
        {
            byte value = Input.Read();
            bool secondOfPair = value == '\n' && s_afterReturn;
            s_afterReturn = value == '\r';
            EscapeResult result = s_decoder.Feed(value);
            if (result == EscapeResult.Sequence)
            {
                HandleSequence(value);
            }
            else if (result == EscapeResult.Literal && !secondOfPair && HandleByte(value, prompt))
            {
                Terminal.WriteLine();
                s_history.Add(s_line.Text);
                return s_line.Text;
            }
        }
    }

    /// <summary>Returns whether the line is complete.</summary>
    private static bool HandleByte(byte value, ReadOnlySpan<byte> prompt)
    {
        switch (value)
        {
            case (byte)'\r' or (byte)'\n':
                return true;
            case BreakKey.Code:
                Terminal.Write("^C"u8);
                s_line = default;
                return true;
            case Control.L:
                Terminal.Clear();
                Terminal.Write(prompt);
                Terminal.Write(s_line.Text);
                MoveLeft(s_line.AfterCursor.Length);
                break;
            case Control.A:
                MoveTo(0);
                break;
            case Control.E:
                MoveTo(s_line.Length);
                break;
            case Control.U:
                Remove(0, s_line.Cursor);
                break;
            case Control.K:
                Remove(s_line.Cursor, s_line.Length);
                break;
            case Control.W:
                Remove(WordStart(), s_line.Cursor);
                break;
            case (byte)'\b' or Delete:
                Remove(Math.Max(s_line.Cursor - 1, 0), s_line.Cursor);
                break;
            case Tab:
                Complete(prompt);
                break;
            case >= (byte)' ' and < Delete:
                Insert(value);
                break;
        }

        return false;
    }

    private static void HandleSequence(byte final)
    {
        switch (final)
        {
            case (byte)'A':
                Recall(s_age + 1);
                break;
            case (byte)'B':
                Recall(s_age - 1);
                break;
            case (byte)'C':
                MoveTo(Math.Min(s_line.Cursor + 1, s_line.Length));
                break;
            case (byte)'D':
                MoveTo(Math.Max(s_line.Cursor - 1, 0));
                break;
            case (byte)'H':
            case (byte)'~' when s_decoder.Parameter(0) is 1 or 7:
                MoveTo(0);
                break;
            case (byte)'F':
            case (byte)'~' when s_decoder.Parameter(0) is 4 or 8:
                MoveTo(s_line.Length);
                break;
            case (byte)'~' when s_decoder.Parameter(0) == 3:
                Remove(s_line.Cursor, Math.Min(s_line.Cursor + 1, s_line.Length));
                break;
        }
    }

    private static void Insert(byte value)
    {
        if (!s_line.TryInsert(value))
        {
            Terminal.Write([Bell]);
            return;
        }

        Terminal.Write([value]);
        Terminal.Write(s_line.AfterCursor);
        MoveLeft(s_line.AfterCursor.Length);
    }

    private static void Remove(int start, int end)
    {
        MoveLeft(s_line.Cursor - start);
        s_line.Remove(start, end);
        int removed = end - start;
        Terminal.Write(s_line.AfterCursor);
        Repeat((byte)' ', removed);
        MoveLeft(s_line.AfterCursor.Length + removed);
    }

    private static void MoveTo(int position)
    {
        if (position < s_line.Cursor)
        {
            MoveLeft(s_line.Cursor - position);
        }
        else
        {
            Terminal.Write(s_line.Text[s_line.Cursor..position]);
        }

        s_line.TryMove(position - s_line.Cursor);
    }

    private static void Replace(ReadOnlySpan<byte> text)
    {
        MoveTo(s_line.Length);
        Remove(0, s_line.Length);
        s_line.Set(text);
        Terminal.Write(text);
    }

    // Age -1 is the line being written, which is kept while older ones are looked at.
    private static void Recall(int age)
    {
        if (age < -1 || age >= s_history.Count)
        {
            return;
        }

        if (s_age == -1)
        {
            s_draft = s_line;
        }

        s_age = age;
        Replace(age == -1 ? s_draft.Text : s_history[age]);
    }

    /// <summary>
    /// Completes a command's name as far as it is certain; if nothing can be added, lists the candidates.
    /// </summary>
    private static void Complete(ReadOnlySpan<byte> prompt)
    {
        ReadOnlySpan<byte> typed = s_line.BeforeCursor;
        int matches = CommandCompletion.Find(typed, out ReadOnlySpan<byte> common);
        if (matches == 0 || s_line.Cursor != s_line.Length)
        {
            Terminal.Write([Bell]);
            return;
        }

        if (matches > 1 && common.Length == typed.Length)
        {
            Terminal.WriteLine();
            CommandCompletion.List(typed);
            Terminal.Write(prompt);
            Terminal.Write(s_line.Text);
            return;
        }

        foreach (byte value in common[typed.Length..])
        {
            Insert(value);
        }

        if (matches == 1)
        {
            Insert((byte)' ');
        }
    }

    private static int WordStart()
    {
        ReadOnlySpan<byte> text = s_line.BeforeCursor;
        int start = text.Length;
        while (start > 0 && text[start - 1] == ' ')
        {
            start--;
        }

        while (start > 0 && text[start - 1] != ' ')
        {
            start--;
        }

        return start;
    }

    private static void MoveLeft(int count) => Repeat((byte)'\b', count);

    private static void Repeat(byte value, int count)
    {
        for (; count > 0; count--)
        {
            Terminal.Write([value]);
        }
    }

    private static class Control
    {
        public const byte A = 0x01;
        public const byte E = 0x05;
        public const byte K = 0x0B;
        public const byte L = 0x0C;
        public const byte U = 0x15;
        public const byte W = 0x17;
    }
}
