// A position counted from the start or, `^n`, from the end of a sequence.

namespace System;

public readonly struct Index
{
    // Positions from the end are stored as their complement.
    private readonly int _value;

    public Index(int value, bool fromEnd = false)
    {
        if (value < 0)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ArgumentOutOfRange();
        }

        _value = fromEnd ? ~value : value;
    }

    public static Index Start => new(0);

    public static Index End => new(0, fromEnd: true);

    public bool IsFromEnd => _value < 0;

    public int Value => _value < 0 ? ~_value : _value;

    /// <summary>
    /// The position from the start in a sequence of <paramref name="length"/> elements; not range-checked.
    /// </summary>
    public int GetOffset(int length) => _value < 0 ? _value + length + 1 : _value;

    public static implicit operator Index(int value) => new(value);
}
