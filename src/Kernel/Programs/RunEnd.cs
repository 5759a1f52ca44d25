namespace Osmosis.Kernel.Programs;

/// <summary>Why programs don't run any more.</summary>
internal enum RunEnd : byte
{
    /// <summary>There is none left.</summary>
    NoneLeft,

    /// <summary>Control-] stopped them; they can go on.</summary>
    Stopped,

    /// <summary>One asked for the machine to be switched off.</summary>
    PowerOff,
}
