namespace Osmosis.Programs.Terminals;

/// <summary>Editing of the line that has not ended: erase, kill, literal next, reprint.</summary>
internal static class LineEditing
{
    private enum Erasure
    {
        Character,
        Word,
        Line,
    }

    extension<T>(ref Terminal<T> terminal)
        where T : struct, ITerminalOutput
    {
        /// <summary>Whether a byte was for editing, and has done its work.</summary>
        internal bool Edit(byte value)
        {
            bool isExtended = terminal.Settings.Has(LocalFlags.Extended);
            if (terminal.Settings.Is(ControlCharacter.Erase, value))
            {
                terminal.Erase(Erasure.Character);
            }
            else if (isExtended && terminal.Settings.Is(ControlCharacter.WordErase, value))
            {
                terminal.Erase(Erasure.Word);
            }
            else if (terminal.Settings.Is(ControlCharacter.Kill, value))
            {
                terminal.Kill();
            }
            else if (isExtended && terminal.Settings.Is(ControlCharacter.LiteralNext, value))
            {
                terminal.ExpectLiteral();
            }
            else if (isExtended && terminal.Settings.Has(LocalFlags.Echo)
                && terminal.Settings.Is(ControlCharacter.Reprint, value))
            {
                terminal.Reprint(value);
            }
            else
            {
                return false;
            }

            return true;
        }

        private void ExpectLiteral()
        {
            terminal.IsLiteralNext = true;
            if (terminal.Settings.Has(LocalFlags.Echo) && terminal.Settings.Has(LocalFlags.EchoControl))
            {
                terminal.Display.EchoPlain(in terminal.Settings, (byte)'^');
                terminal.Display.EchoPlain(in terminal.Settings, Ascii.Backspace);
            }
        }

        private void Reprint(byte value)
        {
            terminal.Display.Echo(in terminal.Settings, value);
            terminal.Display.EchoPlain(in terminal.Settings, Ascii.LineFeed);
            for (uint place = terminal.Input.Line; place != terminal.Input.Head; place++)
            {
                terminal.Display.Echo(in terminal.Settings, terminal.Input[place]);
            }
        }

        private void Kill()
        {
            if (terminal.Input.Head == terminal.Input.Line)
            {
                return;
            }

            bool vanishes = terminal.Settings.Has(LocalFlags.EchoKill)
                && terminal.Settings.Has(LocalFlags.EchoKillErase) && terminal.Settings.Has(LocalFlags.EchoErase);
            if (vanishes && terminal.Settings.Has(LocalFlags.Echo))
            {
                terminal.Erase(Erasure.Line);
                return;
            }

            terminal.Input.CutAt(terminal.Input.Line);
            if (terminal.Settings.Has(LocalFlags.Echo))
            {
                terminal.Display.Echo(in terminal.Settings, terminal.Settings.Character(ControlCharacter.Kill));
                if (terminal.Settings.Has(LocalFlags.EchoKill))
                {
                    terminal.Display.EchoPlain(in terminal.Settings, Ascii.LineFeed);
                }
            }
        }

        /// <summary>Takes the last character, the last word, or all of the line.</summary>
        private void Erase(Erasure what)
        {
            bool isInWord = false;
            while (terminal.Input.Head != terminal.Input.Line)
            {
                uint place = terminal.Input.Head - 1;
                while (terminal.Settings.IsContinuation(terminal.Input[place]) && place != terminal.Input.Line)
                {
                    place--;
                }

                byte value = terminal.Input[place];
                if (terminal.Settings.IsContinuation(value) || (what == Erasure.Word && isInWord && !IsOfWord(value)))
                {
                    return;
                }

                isInWord |= IsOfWord(value);
                terminal.Input.CutAt(place);
                if (terminal.Settings.Has(LocalFlags.Echo))
                {
                    terminal.EchoErased(value, what);
                }

                if (what == Erasure.Character)
                {
                    return;
                }
            }
        }

        private void EchoErased(byte value, Erasure what)
        {
            if (what == Erasure.Character && !terminal.Settings.Has(LocalFlags.EchoErase))
            {
                terminal.Display.Echo(in terminal.Settings, terminal.Settings.Character(ControlCharacter.Erase));
            }
            else if (value == Ascii.Tab)
            {
                terminal.EchoErasedTab();
            }
            else
            {
                bool isControl = Ascii.IsControl(value), showsControl = terminal.Settings.Has(LocalFlags.EchoControl);
                for (int columns = isControl ? showsControl ? 2 : 0 : 1; columns != 0; columns--)
                {
                    terminal.Display.EchoPlain(in terminal.Settings, Ascii.Backspace);
                    terminal.Display.EchoPlain(in terminal.Settings, (byte)' ');
                    terminal.Display.EchoPlain(in terminal.Settings, Ascii.Backspace);
                }
            }
        }

        // A tab took as many columns as there were left to the next stop from where the characters before it had
        // ended.
        private void EchoErasedTab()
        {
            uint columns = 0;
            uint place = terminal.Input.Head;
            while (place != terminal.Input.Line && terminal.Input[place - 1] != Ascii.Tab)
            {
                place--;
                byte value = terminal.Input[place];
                columns += Ascii.IsControl(value) ? terminal.Settings.Has(LocalFlags.EchoControl) ? 2u : 0
                    : terminal.Settings.IsContinuation(value) ? 0u : 1;
            }

            // Behind another tab they began at a stop, otherwise where the line did.
            columns += place == terminal.Input.Line ? terminal.Display.LineColumn : 0;
            for (uint left = 8 - (columns & 7); left != 0; left--)
            {
                terminal.Display.MoveBack();
            }
        }
    }

    // Letters and digits of Latin-1, as Linux has them.
    private static bool IsOfWord(byte value) =>
        (uint)(value - '0') < 10 || (uint)((value | 0x20) - 'a') < 26 || value == '_'
        || (value >= 0xC0 && value is not (0xD7 or 0xF7));
}
