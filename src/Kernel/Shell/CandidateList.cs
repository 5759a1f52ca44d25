// What the word before the cursor may become.

using System;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Metal;

namespace Osmosis.Kernel.Shell;

/// <summary>
/// For the first word of a line the commands; for the next ones what the command takes: its words, commands after help,
/// kinds after fault, symbols where an address is wanted.
/// </summary>
internal ref struct CandidateList
{
    private readonly bool _hasCommands;
    private readonly bool _hasFaults;
    private readonly bool _hasSymbols;
    private ReadOnlySpan<byte> _words;
    private CommandEntry _command;
    private int _fault;
    private SymbolTable.Labels _labels;

    /// <param name="line">The line up to the cursor.</param>
    /// <param name="typed">The part of it that is to be completed: the last word.</param>
    public CandidateList(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> typed)
    {
        Arguments words = new(line, default);
        typed = words.TryNext(out ReadOnlySpan<byte> name) ? name : default;
        int arguments = 0;
        bool isInWord = !line.IsEmpty && line[^1] != ' ';
        while (words.TryNext(out ReadOnlySpan<byte> word))
        {
            typed = word;
            arguments++;
        }

        if (!isInWord)
        {
            arguments += name.IsEmpty ? 0 : 1;
            typed = default;
        }

        _hasCommands = arguments == 0;
        if (arguments != 0 && CommandTable.TryFind(name, out CommandEntry command))
        {
            _words = arguments == 1 ? command.Words : default;
            _hasSymbols = command.TakesAddresses;
            _hasCommands = arguments == 1 && command.Name.SequenceEqual("help"u8);
            _hasFaults = arguments == 1 && command.Name.SequenceEqual("fault"u8);
            _labels = Symbols.Table.GetLabels();
        }
    }

    /// <summary>The next candidate, whatever was typed.</summary>
    public bool TryNext(out ReadOnlySpan<byte> name)
    {
        if (!_words.IsEmpty)
        {
            name = _words[.._words.IndexOf((byte)' ')];
            _words = _words[(name.Length + 1)..];
            return true;
        }

        if (_hasCommands && CommandTable.TryNext(_command.Name, out _command))
        {
            name = _command.Name;
            return true;
        }

        if (_hasFaults && DeliberateFault.TryGet(_fault++, out DeliberateFault fault))
        {
            name = fault.Name;
            return true;
        }

        name = default;
        return _hasSymbols && _labels.TryNext(out name, out _);
    }
}
