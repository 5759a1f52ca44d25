// Control-R: looks for a text in the history while it is typed, the newest line first.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;

namespace Osmosis.Kernel.Shell;

internal struct HistorySearch
{
    private const int Capacity = 60;

    private Storage _bytes;
    private int _length;

    /// <summary>Whether keys belong to the search.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The age of the line found, or -1.</summary>
    public int Age { get; private set; }

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> Wanted => ((ReadOnlySpan<byte>)_bytes)[.._length];

    public void Begin(ref LineView view)
    {
        IsOn = true;
        Age = -1;
        _length = 0;
        Draw(ref view, default);
    }

    /// <summary>Obeys a key; false if it is none of the search's, which then has ended.</summary>
    /// <param name="key">The key.</param>
    /// <param name="text">The character, if it is one.</param>
    /// <param name="history">Where to look.</param>
    /// <param name="view">Where to draw.</param>
    public bool TryContinue(Key key, ReadOnlySpan<byte> text, ref readonly History history, ref LineView view)
    {
        switch (key)
        {
            case Key.Text when _length + text.Length <= Capacity:
                Span<byte> bytes = _bytes;
                text.CopyTo(bytes[_length..]);
                _length += text.Length;
                Find(Math.Max(Age, 0), in history);
                break;
            case Key.Backspace:
                _length = Math.Max(_length - 1, 0);
                Find(0, in history);
                break;
            case Key.Search:
                Find(Age + 1, in history);
                break;
            default:
                IsOn = false;
                return false;
        }

        Draw(ref view, Age < 0 ? default : history[Age]);
        return true;
    }

    // If no line has the text, the bell rings, and the line found before stays.
    private void Find(int age, ref readonly History history)
    {
        for (; age < history.Count; age++)
        {
            if (Contains(history[age], Wanted))
            {
                Age = age;
                return;
            }
        }

        Terminal.Write("\u0007"u8);
    }

    private readonly void Draw(ref LineView view, ReadOnlySpan<byte> found)
    {
        view.Restart("search '"u8);
        view.Write(Wanted);
        view.Write("': "u8);
        view.Write(found);
    }

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted)
    {
        for (int start = 0; start + wanted.Length <= text.Length; start++)
        {
            if (text.Slice(start, wanted.Length).SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
