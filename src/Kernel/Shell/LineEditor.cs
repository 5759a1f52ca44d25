// Reads a line from the terminal and lets it be edited.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell;

internal static class LineEditor
{
    private const byte Bell = 0x07;

    private static LineBuffer s_line;
    private static LineBuffer s_draft;
    private static LineView s_view;
    private static History s_history;
    private static KeyReader s_keys;
    private static HistorySearch s_search;
    private static int s_age;
    private static LineFault s_fault;
    private static uint s_faultDetail;

    /// <summary>
    /// Shows the prompt and reads until Enter. Control-C gives an empty line. A line that may not be what was meant is
    /// refused with a message. The text is valid until the next call.
    /// </summary>
    /// <returns>False if the line must not be executed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> prompt, out ReadOnlySpan<byte> line)
    {
        Clear();
        s_age = -1;
        s_view.Begin(prompt);
        while (true)
        {
            Key key = s_keys.Read();
            Blame(s_keys.Fault, s_keys.FaultDetail);
            if (s_search.IsOn && key != Key.None)
            {
                key = Search(key, prompt);
            }

            if (key is Key.Enter or Key.Break)
            {
                return End(key, out line);
            }

            if (key == Key.EraseToStart && s_fault != LineFault.None)
            {
                Clear();
                Redraw(prompt);
            }
            else
            {
                Handle(key, prompt);
            }
        }
    }

    private static bool End(Key key, out ReadOnlySpan<byte> line)
    {
        if (key == Key.Break)
        {
            Terminal.Write("^C"u8);
            Clear();
        }
        else
        {
            s_view.MoveTo(s_line.Text);
        }

        Terminal.WriteLine();
        if (s_fault != LineFault.None)
        {
            LineFaultText.Report(s_fault, s_faultDetail);
            Clear();
            line = default;
            return false;
        }

        s_history.Add(s_line.Text);
        line = s_line.Text;
        return true;
    }

    private static void Clear()
    {
        s_line.Set(default);
        if (s_fault == LineFault.InputLost)
        {
            s_keys.ForgetLoss();
        }

        s_fault = LineFault.None;
    }

    // The first fault is the one that is told, and how much of it there is.
    private static void Blame(LineFault fault, uint detail)
    {
        if (fault != LineFault.None && (s_fault == LineFault.None || s_fault == fault))
        {
            if (s_fault == LineFault.None || fault == LineFault.InputLost)
            {
                s_faultDetail = detail;
            }

            s_fault = fault;
            Ring();
        }
    }

    private static void Handle(Key key, ReadOnlySpan<byte> prompt)
    {
        switch (key)
        {
            case Key.Text:
                Insert(s_keys.Text);
                break;
            case Key.Tab:
                Complete(prompt);
                break;
            case Key.Redraw:
                Redraw(prompt);
                break;
            case Key.Up:
                Recall(s_age + 1, prompt);
                break;
            case Key.Down:
                Recall(s_age - 1, prompt);
                break;
            case Key.ScrollBack or Key.ScrollForward:
                Screen.Scroll(isBack: key == Key.ScrollBack);
                break;
            case Key.Search:
                s_search.Begin(ref s_view);
                break;
            case Key.Unknown:
                Ring();
                break;
            case Key.None:
                break;
            default:
                Edit(key, prompt);
                break;
        }
    }

    private static void Edit(Key key, ReadOnlySpan<byte> prompt)
    {
        int cursor = s_line.Cursor;
        switch (key)
        {
            case Key.Left:
                MoveTo(s_line.Before(cursor));
                break;
            case Key.Right:
                MoveTo(s_line.After(cursor));
                break;
            case Key.WordLeft:
                MoveTo(s_line.WordStart());
                break;
            case Key.WordRight:
                MoveTo(s_line.WordEnd());
                break;
            case Key.Start:
                MoveTo(0);
                break;
            case Key.End:
                MoveTo(s_line.Length);
                break;
            case Key.Backspace:
                Remove(s_line.Before(cursor), cursor, prompt);
                break;
            case Key.Delete:
                Remove(cursor, s_line.After(cursor), prompt);
                break;
            case Key.EraseWord:
                Remove(s_line.WordStart(), cursor, prompt);
                break;
            case Key.EraseNextWord:
                Remove(cursor, s_line.WordEnd(), prompt);
                break;
            case Key.EraseToStart:
                Remove(0, cursor, prompt);
                break;
            case Key.EraseToEnd:
                Remove(cursor, s_line.Length, prompt);
                break;
        }
    }

    // Once a line is too long, nothing is added to it: the part that is kept is not what was meant.
    private static void Insert(ReadOnlySpan<byte> text)
    {
        if (s_fault == LineFault.TooLong)
        {
            s_faultDetail += (uint)text.Length;
            return;
        }

        if (!s_line.TryInsert(text))
        {
            Blame(LineFault.TooLong, (uint)(s_line.Length + text.Length));
            return;
        }

        s_view.Write(text);
        if (s_line.Cursor != s_line.Length)
        {
            s_view.WriteRest(s_line.AfterCursor);
        }
    }

    private static void Remove(int start, int end, ReadOnlySpan<byte> prompt)
    {
        if (start == end)
        {
            return;
        }

        bool isShown = s_view.Shows(s_line.Text[..start], s_line.Text);
        s_line.Remove(start, end);
        if (isShown)
        {
            s_view.MoveTo(s_line.BeforeCursor);
            s_view.WriteRest(s_line.AfterCursor);
        }
        else
        {
            Redraw(prompt);
        }
    }

    // The cursor can't go to what has been scrolled out of the screen.
    private static void MoveTo(int position)
    {
        if (!s_view.Shows(s_line.Text[..position], s_line.Text))
        {
            Ring();
            return;
        }

        s_line.MoveTo(position);
        s_view.MoveTo(s_line.BeforeCursor);
    }

    private static void Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prompt)
    {
        s_line.Set(text);
        s_view.Restart(prompt);
        s_view.Write(text);
    }

    private static void Redraw(ReadOnlySpan<byte> prompt)
    {
        Terminal.Clear();
        s_view.Begin(prompt);
        s_view.Write(s_line.BeforeCursor);
        s_view.WriteRest(s_line.AfterCursor);
    }

    // Age -1 is the line being written, which is kept while older ones are looked at.
    private static void Recall(int age, ReadOnlySpan<byte> prompt)
    {
        if (age < -1 || age >= s_history.Count)
        {
            Ring();
            return;
        }

        if (s_age == -1)
        {
            s_draft = s_line;
        }

        s_age = age;
        Replace(age == -1 ? s_draft.Text : s_history[age], prompt);
    }

    // The key that ends a search is then obeyed as usual.
    private static Key Search(Key key, ReadOnlySpan<byte> prompt)
    {
        if (s_search.TryContinue(key, s_keys.Text, in s_history, ref s_view))
        {
            return Key.None;
        }

        if (s_search.Age >= 0 && key != Key.Break)
        {
            s_line.Set(s_history[s_search.Age]);
        }

        s_view.Restart(prompt);
        s_view.Write(s_line.BeforeCursor);
        s_view.WriteRest(s_line.AfterCursor);
        return key;
    }

    /// <summary>
    /// Completes the word before the cursor as far as it is certain; if nothing can be added, lists the candidates.
    /// </summary>
    private static void Complete(ReadOnlySpan<byte> prompt)
    {
        ReadOnlySpan<byte> line = s_line.BeforeCursor;
        int matches = CommandCompletion.Find(line, out ReadOnlySpan<byte> rest);
        if (matches == 0 || s_line.Cursor != s_line.Length)
        {
            Ring();
        }
        else if (matches > 1 && rest.IsEmpty)
        {
            Terminal.WriteLine();
            CommandCompletion.List(line);
            s_view.Begin(prompt);
            s_view.Write(s_line.Text);
        }
        else
        {
            Insert(rest);
            if (matches == 1)
            {
                Insert(" "u8);
            }
        }
    }

    private static void Ring() => Terminal.Write([Bell]);
}
