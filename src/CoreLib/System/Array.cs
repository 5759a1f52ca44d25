// Arrays: known to the compiler, never allocated. Constant data becomes a ReadOnlySpan over the image.

namespace System;

public abstract class Array
{
    // The compiler lays out the element count here, before the elements.
    internal int _numComponents;

    public int Length => _numComponents;
}

public class Array<T> : Array;
