// Editing of the line that has not ended: erase, kill, literal next, reprint.

namespace Osmosis.Programs.Terminals;

public partial struct Terminal<T>
{
    private enum Erasure
    {
        Character,
        Word,
        Line,
    }

    /// <summary>Whether a byte was for editing, and has done its work.</summary>
    private bool Edit(byte value)
    {
        bool isExtended = _settings.Has(LocalFlags.Extended);
        if (_settings.Is(ControlCharacter.Erase, value))
        {
            Erase(Erasure.Character);
        }
        else if (isExtended && _settings.Is(ControlCharacter.WordErase, value))
        {
            Erase(Erasure.Word);
        }
        else if (_settings.Is(ControlCharacter.Kill, value))
        {
            Kill();
        }
        else if (isExtended && _settings.Is(ControlCharacter.LiteralNext, value))
        {
            ExpectLiteral();
        }
        else if (isExtended && _settings.Has(LocalFlags.Echo) && _settings.Is(ControlCharacter.Reprint, value))
        {
            Reprint(value);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ExpectLiteral()
    {
        _isLiteralNext = true;
        if (_settings.Has(LocalFlags.Echo) && _settings.Has(LocalFlags.EchoControl))
        {
            EchoPlain((byte)'^');
            EchoPlain(Backspace);
        }
    }

    private void Reprint(byte value)
    {
        Echo(value);
        EchoPlain(LineFeed);
        for (uint place = _input.Line; place != _input.Head; place++)
        {
            Echo(_input[place]);
        }
    }

    private void Kill()
    {
        if (_input.Head == _input.Line)
        {
            return;
        }

        bool vanishes = _settings.Has(LocalFlags.EchoKill) && _settings.Has(LocalFlags.EchoKillErase)
            && _settings.Has(LocalFlags.EchoErase);
        if (vanishes && _settings.Has(LocalFlags.Echo))
        {
            Erase(Erasure.Line);
            return;
        }

        _input.CutAt(_input.Line);
        if (_settings.Has(LocalFlags.Echo))
        {
            Echo(_settings.Character(ControlCharacter.Kill));
            if (_settings.Has(LocalFlags.EchoKill))
            {
                EchoPlain(LineFeed);
            }
        }
    }

    /// <summary>Takes the last character, the last word, or all of the line.</summary>
    private void Erase(Erasure what)
    {
        bool isInWord = false;
        while (_input.Head != _input.Line)
        {
            uint place = _input.Head - 1;
            while (IsContinuation(_input[place]) && place != _input.Line)
            {
                place--;
            }

            byte value = _input[place];
            if (IsContinuation(value) || (what == Erasure.Word && isInWord && !IsOfWord(value)))
            {
                return;
            }

            isInWord |= IsOfWord(value);
            _input.CutAt(place);
            if (_settings.Has(LocalFlags.Echo))
            {
                EchoErased(value, what);
            }

            if (what == Erasure.Character)
            {
                return;
            }
        }
    }

    private void EchoErased(byte value, Erasure what)
    {
        if (what == Erasure.Character && !_settings.Has(LocalFlags.EchoErase))
        {
            Echo(_settings.Character(ControlCharacter.Erase));
        }
        else if (value == Tab)
        {
            EchoErasedTab();
        }
        else
        {
            bool isControl = IsControl(value), showsControl = _settings.Has(LocalFlags.EchoControl);
            for (int columns = isControl ? showsControl ? 2 : 0 : 1; columns != 0; columns--)
            {
                EchoPlain(Backspace);
                EchoPlain((byte)' ');
                EchoPlain(Backspace);
            }
        }
    }

    // A tab took as many columns as there were left to the next stop from where the characters before it had ended.
    private void EchoErasedTab()
    {
        uint columns = 0;
        uint place = _input.Head;
        while (place != _input.Line && _input[place - 1] != Tab)
        {
            place--;
            byte value = _input[place];
            columns += IsControl(value) ? _settings.Has(LocalFlags.EchoControl) ? 2u : 0
                : IsContinuation(value) ? 0u : 1;
        }

        // Behind another tab they began at a stop, otherwise where the line did.
        columns += place == _input.Line ? _lineColumn : 0;
        for (uint left = 8 - (columns & 7); left != 0; left--)
        {
            WriteBack();
        }
    }

    private readonly bool IsContinuation(byte value) => _settings.Has(InputFlags.Utf8) && (value & 0xC0) == 0x80;

    // Letters and digits of Latin-1, as Linux has them.
    private static bool IsOfWord(byte value) =>
        (uint)(value - '0') < 10 || (uint)((value | 0x20) - 'a') < 26 || value == '_'
        || (value >= 0xC0 && value is not (0xD7 or 0xF7));

    private static bool IsControl(byte value) => value is < 0x20 or 0x7F;
}
