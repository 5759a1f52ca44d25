namespace Osmosis.Userland;

/// <summary>Where text goes.</summary>
public interface ITextStream
{
    /// <summary>Called before the text's first character.</summary>
    static abstract void Begin();
}

/// <summary>Standard output.</summary>
public readonly struct OutputStream : ITextStream
{
    public static void Begin() => Output.Begin(Descriptor.Output);
}

/// <summary>Standard error: the program's name comes first.</summary>
public readonly struct ErrorStream : ITextStream
{
    public static void Begin()
    {
        Output.Begin(Descriptor.Error);
        TextFormat.Text(Arguments.ProgramName);
        TextFormat.Text(": "u8);
    }
}
